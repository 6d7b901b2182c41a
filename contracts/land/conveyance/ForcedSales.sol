// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

import {ITitleCore} from "../ITitleCore.sol";
import {Tills} from "../libraries/Tills.sol";
import {TitleWord, TitleWords} from "../libraries/TitleWords.sol";
import {Completions} from "./Completions.sol";
import {IForcedSales} from "./IForcedSales.sol";

/// @title ForcedSales
/// @notice See {IForcedSales}.
abstract contract ForcedSales is IForcedSales, Completions {
    using Tills for Tills.Till;

    // --- Constants ---

    /// @dev A cent in the token's units.
    uint256 private constant CENT = 10_000;

    bytes32 private constant BID_TYPEHASH = keccak256(
        "Bid(uint256 id,uint256 version,address buyer,address token,uint256 price,uint256 tax,uint256 levy,"
        "bytes32 protocolHash,uint40 deadline)"
    );

    // --- Writes ---

    /// @inheritdoc IForcedSales
    function foreclose(Auction calldata auction, bytes calldata signature) external restricted {
        _requireActive();
        _requireSigned(auction.buyer, _hashOf(auction), auction.deadline, signature);
        (uint256 tax, uint256 levy) = _taxOf(auction.id, auction.buyer, auction.price, false);
        require(tax <= auction.tax && levy <= auction.levy, TaxAboveStatement(tax, levy));
        // Read before the title passes and its shares are gone.
        (uint256[] memory shares, uint256 whole) = _sharesOf(auction);
        (address[] memory holders, uint256[] memory amounts) = ITitleCore(registry).foreclose(
            auction.id,
            auction.buyer,
            auction.numbers,
            auction.protocolHash
        );

        Tills.Till memory till = Tills.create(holders.length + shares.length + 3);
        till.addOwed(auction.buyer, auction.price + tax + levy);
        till.addDue(_revenue(), tax);
        till.addDue(assuranceFund, levy);
        uint256 surplus = _bookClaims(auction, till, holders, amounts);
        _bookSurplus(auction, till, surplus, shares, whole);
        emit ForcedSaleCompleted(auction.id, auction.buyer, auction.price, surplus, auction.protocolHash);
        _payAll(till);
    }

    // --- Internal writes ---

    /// @dev Each claim is paid in full before the next one gets anything.
    function _bookClaims(
        Auction calldata auction,
        Tills.Till memory till,
        address[] memory holders,
        uint256[] memory amounts
    ) private returns (uint256 left) {
        left = auction.price;
        for (uint256 i = 0; i < holders.length; ++i) {
            uint256 claimed = amounts[i] * CENT;
            uint256 paid = Math.min(claimed, left);
            left -= paid;
            till.addDue(holders[i], paid);
            emit ClaimSatisfied(auction.id, holders[i], claimed, paid);
        }
    }

    // --- Internal reads ---

    /// @dev Rounded down for each but the last of the owners named, who gets what is over.
    function _bookSurplus(
        Auction calldata auction,
        Tills.Till memory till,
        uint256 surplus,
        uint256[] memory shares,
        uint256 whole
    ) private pure {
        uint256 left = surplus;
        uint256 last = shares.length - 1;
        for (uint256 i = 0; i < last; ++i) {
            uint256 part = Math.mulDiv(surplus, shares[i], whole);
            left -= part;
            till.addDue(auction.owners[i], part);
        }
        till.addDue(auction.owners[last], left);
    }

    /// @dev What each owner named owns; all of them together own the whole.
    function _sharesOf(Auction calldata auction) private view returns (uint256[] memory shares, uint256 whole) {
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

    function _hashOf(Auction calldata auction) private view returns (bytes32) {
        return
            keccak256(
                abi.encode(
                    BID_TYPEHASH,
                    auction.id,
                    auction.version,
                    auction.buyer,
                    token,
                    auction.price,
                    auction.tax,
                    auction.levy,
                    auction.protocolHash,
                    auction.deadline
                )
            );
    }
}
