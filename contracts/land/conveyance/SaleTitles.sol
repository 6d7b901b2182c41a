// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC7943NonFungible} from "../IERC7943NonFungible.sol";
import {ITitleCore} from "../ITitleCore.sol";
import {EncumbranceWord} from "../libraries/EncumbranceWords.sol";
import {SaleRecords} from "./SaleRecords.sol";

/// @title SaleTitles
/// @notice What a sale does in the register of titles.
abstract contract SaleTitles is SaleRecords {
    // --- Internal writes ---

    /// @dev Passes the title on, free of what is paid off, and enters the buyer's charges. The register checks version,
    /// owners, holders, blockers, freeze, dispute and priority notice.
    function _transferTitle(Sale calldata sale) internal {
        if (sale.numerator == 0) {
            ITitleCore(registry).convey(_deedOf(sale));
        } else {
            address from = sale.sellers[0].account;
            ITitleCore(registry).conveyShare(
                sale.id,
                sale.version,
                from,
                sale.buyer,
                sale.numerator,
                sale.documentHash
            );
        }
        Charge[] calldata charges = sale.charges;
        for (uint256 i = 0; i < charges.length; ++i) {
            Charge calldata charge = charges[i];
            ITitleCore.Terms memory terms = ITitleCore.Terms(
                charge.holder,
                charge.secured,
                charge.expiryDay,
                charge.kind
            );
            // The deed has raised the version by one, each charge before this one by one more.
            ITitleCore(registry).charge(sale.id, sale.version + 1 + i, terms, charge.documentHash);
        }
    }

    // --- Internal reads ---

    /// @dev What a statement must be by itself, whatever the register says.
    function _requireShape(Sale calldata sale) internal view {
        require(sale.token == token, SaleTokenDiffers(sale.token, token));
        Seller[] calldata sellers = sale.sellers;
        bool isSold = sellers.length > 1 || (sellers.length == 1 && sellers[0].account != sale.buyer);
        require(isSold, SalePartiesUnfit(sale.id));
        Payoff[] calldata payoffs = sale.payoffs;
        bool isPlain = sellers.length == 1 && payoffs.length + sale.charges.length == 0;
        require(sale.numerator == 0 || isPlain, ShareSaleUnfit(sale.id));

        address notary = sale.notary;
        require(notary == address(0) || notary != sale.buyer, NotaryPartial(notary));
        uint256 sum = 0;
        uint256 forfeits = 0;
        for (uint256 i = 0; i < sellers.length; ++i) {
            require(sellers[i].account != notary, NotaryPartial(notary));
            sum += sellers[i].amount;
            forfeits += sellers[i].forfeit;
        }
        for (uint256 i = 0; i < payoffs.length; ++i) sum += payoffs[i].amount;
        require(sum == sale.price, SaleSumDiffers(sum, sale.price));
        require(forfeits <= sale.deposit, SaleForfeitTooHigh(forfeits, sale.deposit));
    }

    /// @dev The register lets nobody release with a key that is held for stolen; nor does a statement.
    function _requireHolders(Sale calldata sale) internal view {
        Payoff[] calldata payoffs = sale.payoffs;
        for (uint256 i = 0; i < payoffs.length; ++i) {
            require(_canAct(payoffs[i].holder), HolderSuspended(payoffs[i].holder));
        }
        Charge[] calldata charges = sale.charges;
        for (uint256 i = 0; i < charges.length; ++i) {
            require(_canAct(charges[i].holder), HolderSuspended(charges[i].holder));
        }
        if (payoffs.length > 1) _requireRanks(sale.id, payoffs);
    }

    function _requireRanks(uint256 id, Payoff[] calldata payoffs) private view {
        EncumbranceWord[] memory words = new EncumbranceWord[](payoffs.length);
        uint256 previous = 0;
        for (uint256 i = 0; i < words.length; ++i) {
            uint256 number = payoffs[i].number;
            words[i] = ITitleCore(registry).encumbranceOf(id, number);
            uint256 place = _placeOf(words[i], number);
            require(place > previous, PayoffRankUnfit(id, number));
            require(!_isPaidBefore(payoffs, words, i), PayoffTwice(id, number));
            previous = place;
        }
    }

    function _canAct(address account) internal view returns (bool) {
        return IERC7943NonFungible(registry).canSend(account);
    }

    /// @dev Orders encumbrances by rank, and those of one rank by number; never 0.
    function _placeOf(EncumbranceWord encumbrance, uint256 number) internal pure returns (uint256) {
        return (uint256(encumbrance.intake()) << 12) | number;
    }

    /// @dev Whether a payoff pays for what one before it pays for already: equal words may be one right that stands twice
    /// on parcels that were divided and joined again. Its parties name the whole sum once.
    /// @param words of the payoffs up to this one
    function _isPaidBefore(
        Payoff[] calldata payoffs,
        EncumbranceWord[] memory words,
        uint256 place
    ) internal pure returns (bool) {
        if (payoffs[place].amount == 0) return false;
        uint256 word = EncumbranceWord.unwrap(words[place]);
        for (uint256 i = 0; i < place; ++i) {
            if (EncumbranceWord.unwrap(words[i]) == word && payoffs[i].amount != 0) return true;
        }
        return false;
    }

    function _deedOf(Sale calldata sale) private pure returns (ITitleCore.Deed memory deed) {
        (deed.id, deed.version, deed.to, deed.documentHash) = (sale.id, sale.version, sale.buyer, sale.documentHash);
        Seller[] calldata sellers = sale.sellers;
        deed.owners = new address[](sellers.length);
        for (uint256 i = 0; i < sellers.length; ++i) deed.owners[i] = sellers[i].account;
        Payoff[] calldata payoffs = sale.payoffs;
        deed.discharges = new ITitleCore.Discharge[](payoffs.length);
        for (uint256 i = 0; i < payoffs.length; ++i) {
            deed.discharges[i] = ITitleCore.Discharge(payoffs[i].number, payoffs[i].holder);
        }
    }
}
