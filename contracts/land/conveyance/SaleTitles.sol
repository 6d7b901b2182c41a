// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC7943NonFungible} from "../IERC7943NonFungible.sol";
import {ITitleCore} from "../ITitleCore.sol";
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
        for (uint256 i = 0; i < sale.charges.length; ++i) {
            Charge calldata charge = sale.charges[i];
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
        uint256 sellers = sale.sellers.length;
        require(sellers > 1 || (sellers == 1 && sale.sellers[0].account != sale.buyer), SalePartiesUnfit(sale.id));
        uint256 extras = sale.payoffs.length + sale.charges.length;
        require(sale.numerator == 0 || (sellers == 1 && extras == 0), ShareSaleUnfit(sale.id));

        address notary = sale.notary;
        require(notary == address(0) || notary != sale.buyer, NotaryPartial(notary));
        uint256 sum = 0;
        uint256 forfeits = 0;
        for (uint256 i = 0; i < sellers; ++i) {
            require(sale.sellers[i].account != notary, NotaryPartial(notary));
            sum += sale.sellers[i].amount;
            forfeits += sale.sellers[i].forfeit;
        }
        for (uint256 i = 0; i < sale.payoffs.length; ++i) sum += sale.payoffs[i].amount;
        require(sum == sale.price, SaleSumDiffers(sum, sale.price));
        require(forfeits <= sale.deposit, SaleForfeitTooHigh(forfeits, sale.deposit));
    }

    /// @dev The register lets nobody release with a key that is held for stolen; nor does a statement.
    function _requireHolders(Sale calldata sale) internal view {
        for (uint256 i = 0; i < sale.payoffs.length; ++i) {
            require(_canAct(sale.payoffs[i].holder), HolderSuspended(sale.payoffs[i].holder));
        }
        for (uint256 i = 0; i < sale.charges.length; ++i) {
            require(_canAct(sale.charges[i].holder), HolderSuspended(sale.charges[i].holder));
        }
        if (sale.payoffs.length < 2) return;
        uint256 previous = 0;
        for (uint256 i = 0; i < sale.payoffs.length; ++i) {
            uint256 place = _placeOf(sale.id, sale.payoffs[i].number);
            require(place > previous, PayoffRankUnfit(sale.id, sale.payoffs[i].number));
            previous = place;
        }
    }

    function _canAct(address account) internal view returns (bool) {
        return IERC7943NonFungible(registry).canSend(account);
    }

    /// @dev Orders encumbrances by rank, and those of one rank by number; never 0.
    function _placeOf(uint256 id, uint256 number) internal view returns (uint256) {
        return (uint256(ITitleCore(registry).encumbranceOf(id, number).intake()) << 12) | number;
    }

    function _deedOf(Sale calldata sale) private pure returns (ITitleCore.Deed memory deed) {
        (deed.id, deed.version, deed.to, deed.documentHash) = (sale.id, sale.version, sale.buyer, sale.documentHash);
        deed.owners = new address[](sale.sellers.length);
        for (uint256 i = 0; i < deed.owners.length; ++i) deed.owners[i] = sale.sellers[i].account;
        deed.discharges = new ITitleCore.Discharge[](sale.payoffs.length);
        for (uint256 i = 0; i < deed.discharges.length; ++i) {
            deed.discharges[i] = ITitleCore.Discharge(sale.payoffs[i].number, sale.payoffs[i].holder);
        }
    }
}
