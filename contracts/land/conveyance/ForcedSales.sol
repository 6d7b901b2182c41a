// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

import {ITitleCore} from "../ITitleCore.sol";
import {EncumbranceWord, EncumbranceWords} from "../libraries/EncumbranceWords.sol";
import {Tills} from "../libraries/Tills.sol";
import {TitleWord, TitleWords} from "../libraries/TitleWords.sol";
import {IForcedSales} from "./IForcedSales.sol";
import {ISaleTaxes} from "./ISaleTaxes.sol";
import {SaleCode} from "./SaleCode.sol";
import {SaleDues} from "./SaleDues.sol";
import {SaleHashes} from "./SaleHashes.sol";
import {SaleMoney} from "./SaleMoney.sol";
import {SaleParties} from "./SaleParties.sol";
import {SaleRecords} from "./SaleRecords.sol";

/// @title ForcedSales
/// @notice The code of sales that a court has ordered. {IConveyance} holds all records and runs this code on them
/// (delegatecall). The specification is {IForcedSales}.
/// @dev On its own it holds nothing and means nothing. The contract asks the authority, and whether it is retired, before
/// it calls.
contract ForcedSales is SaleCode, SaleDues, SaleMoney, SaleParties {
    using Tills for Tills.Till;

    // --- Types ---

    /// @dev What a title says before it passes: afterwards shares and encumbrances are gone.
    /// @param shares of the owners named
    /// @param whole what they add up to
    /// @param claims words of the encumbrances named
    struct Before {
        uint256[] shares;
        uint256 whole;
        EncumbranceWord[] claims;
    }

    // --- Constants ---

    /// @dev A cent in the token's units.
    uint256 private constant CENT = 10_000;

    // --- Constructor ---

    /// @param setup that of the contract on whose records this runs
    constructor(Setup memory setup) SaleRecords(setup) {}

    // --- Writes ---

    /// @notice See {IForcedSales-foreclose}.
    /// @param auction its result
    /// @param signature of the buyer
    function foreclose(IForcedSales.Auction calldata auction, bytes calldata signature) external {
        _requireTimely(auction.deadline);
        bytes32 bid = _hashTypedDataV4(SaleHashes.bidHash(auction, token));
        _requireAgreed(auction.buyer, bid, signature);
        (uint256 tax, uint256 levy) = _taxOf(auction.id, auction.buyer, auction.price, false);
        require(tax <= auction.tax && levy <= auction.levy, ISaleTaxes.TaxAboveStatement(tax, levy));
        _useConfirmation(bid);
        Before memory before = _read(auction);
        (address[] memory holders, uint256[] memory amounts) = ITitleCore(registry).foreclose(
            auction.id,
            auction.buyer,
            auction.numbers,
            auction.protocolHash
        );

        Tills.Till memory till = Tills.create(holders.length + before.shares.length + 3);
        till.addOwed(auction.buyer, auction.price + tax + levy);
        till.addDue(_tariff.revenue, tax);
        till.addDue(assuranceFund, levy);
        uint256 surplus = _bookClaims(auction, till, before.claims, holders, amounts);
        _bookSurplus(auction, till, surplus, before);
        emit IForcedSales.ForcedSaleCompleted(auction.id, auction.buyer, auction.price, surplus, auction.protocolHash);
        _payAll(till);
    }

    // --- Internal writes ---

    /// @dev Each rank is paid in full before the next one gets anything.
    function _bookClaims(
        IForcedSales.Auction calldata auction,
        Tills.Till memory till,
        EncumbranceWord[] memory claims,
        address[] memory holders,
        uint256[] memory amounts
    ) private returns (uint256 left) {
        left = auction.price;
        uint256 end = 0;
        for (uint256 first = 0; first < claims.length; first = end) {
            uint256 sum = 0;
            for (end = first; end < claims.length && claims[end].intake() == claims[first].intake(); ++end) {
                sum += amounts[end] * CENT;
            }
            uint256 pot = Math.min(sum, left);
            left -= pot;
            uint256 before = 0;
            for (uint256 i = first; i < end; ++i) {
                uint256 claimed = amounts[i] * CENT;
                uint256 paid = _partOf(pot, before, claimed, sum);
                before += claimed;
                till.addDue(holders[i], paid);
                emit IForcedSales.ClaimSatisfied(auction.id, holders[i], claimed, paid);
            }
        }
    }

    // --- Internal reads ---

    function _bookSurplus(
        IForcedSales.Auction calldata auction,
        Tills.Till memory till,
        uint256 surplus,
        Before memory before
    ) private pure {
        uint256 sum = 0;
        for (uint256 i = 0; i < before.shares.length; ++i) {
            till.addDue(auction.owners[i], _partOf(surplus, sum, before.shares[i], before.whole));
            sum += before.shares[i];
        }
    }

    /// @dev What the claim behind `before` gets of a pot that serves claims of `sum` together: all parts add up to the
    /// pot, and where the pot is not more than the sum, no part is more than its claim.
    function _partOf(uint256 pot, uint256 before, uint256 claim, uint256 sum) private pure returns (uint256) {
        if (sum == 0) return 0;
        return Math.mulDiv(pot, before + claim, sum) - Math.mulDiv(pot, before, sum);
    }

    function _read(IForcedSales.Auction calldata auction) private view returns (Before memory before) {
        (before.shares, before.whole) = _sharesOf(auction);
        EncumbranceWord[] memory claims = new EncumbranceWord[](auction.numbers.length);
        for (uint256 i = 0; i < claims.length; ++i) {
            claims[i] = ITitleCore(registry).encumbranceOf(auction.id, auction.numbers[i]);
            bool isStated = claims[i].amount() != 0 || !_isMoney(claims[i].kind());
            require(isStated, IForcedSales.ClaimUnstated(auction.id, auction.numbers[i]));
            _requireOnce(auction, claims, i);
        }
        before.claims = claims;
    }

    /// @dev What agrees in all but its holder may be one right that stands twice, and would be paid twice.
    function _requireOnce(
        IForcedSales.Auction calldata auction,
        EncumbranceWord[] memory claims,
        uint256 place
    ) private view {
        if (claims[place].amount() == 0) return;
        (uint256 id, uint256 number) = (auction.id, auction.numbers[place]);
        for (uint256 i = 0; i < place; ++i) {
            if (!_looksLike(claims[i], claims[place])) continue;
            bool areTwo = _distinguished[id][number] || _distinguished[id][auction.numbers[i]];
            require(areTwo, IForcedSales.ClaimTwice(id, number));
        }
    }

    /// @dev What each owner named owns; all of them together own the whole.
    function _sharesOf(
        IForcedSales.Auction calldata auction
    ) private view returns (uint256[] memory shares, uint256 whole) {
        uint256 id = auction.id;
        TitleWord title = ITitleCore(registry).titleOf(id);
        require(
            title.version() == auction.version,
            ITitleCore.TitleVersionDiffers(id, title.version(), auction.version)
        );
        shares = new uint256[](auction.owners.length);
        whole = 1;
        uint256 sum = 0;
        address previous = address(0);
        for (uint256 i = 0; i < shares.length; ++i) {
            address owner = auction.owners[i];
            if (title.has(TitleWords.SHARED)) {
                (shares[i], whole) = ITitleCore(registry).shareOf(id, owner);
            } else if (owner == title.owner()) {
                shares[i] = 1;
            }
            require(owner > previous && shares[i] != 0, ITitleCore.OwnersIncomplete(id, sum, whole));
            (previous, sum) = (owner, sum + shares[i]);
        }
        require(sum == whole, ITitleCore.OwnersIncomplete(id, sum, whole));
    }

    /// @dev A holder may have assigned one of the two places where its right stands.
    function _looksLike(EncumbranceWord claim, EncumbranceWord other) private pure returns (bool) {
        return
            EncumbranceWord.unwrap(claim.withHolder(address(0))) ==
            EncumbranceWord.unwrap(other.withHolder(address(0)));
    }

    /// @dev Whether a kind is about money: the others leave with the sale and are paid nothing.
    function _isMoney(uint8 kind) private pure returns (bool) {
        return
            kind == EncumbranceWords.MORTGAGE ||
            kind == EncumbranceWords.JUDGMENT_LIEN ||
            kind == EncumbranceWords.TAX_LIEN;
    }
}
