// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IAgents} from "../../governance/IAgents.sol";
import {ISuccession} from "../../governance/ISuccession.sol";
import {IERC7943NonFungible} from "../IERC7943NonFungible.sol";
import {ITitleCore} from "../ITitleCore.sol";
import {EncumbranceWord} from "../libraries/EncumbranceWords.sol";
import {TitleWord, TitleWords} from "../libraries/TitleWords.sol";
import {SaleConsents} from "./SaleConsents.sol";

/// @title SaleTitles
/// @notice What a sale does in the register of titles, and whether the register would let it.
abstract contract SaleTitles is SaleConsents {
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

    /// @dev Whether the register would let the sale complete now.
    function _isSellable(Sale calldata sale) internal view returns (bool) {
        TitleWord title = ITitleCore(registry).titleOf(sale.id);
        uint8 standstill = TitleWords.FROZEN | TitleWords.DISPUTED | TitleWords.SALE_ORDERED;
        if (!title.isLive() || title.version() != sale.version || title.has(standstill)) return false;
        (address beneficiary, ) = ITitleCore(registry).noticeOf(sale.id);
        if (beneficiary != address(0) && beneficiary != sale.buyer) return false;
        return _isOwned(sale, title);
    }

    /// @dev Whether everything that blocks the title leaves with the consent of its holder, who may give it. What expires
    /// before the deadline may be taken off by anybody, and the statement would be about nothing then.
    function _isDischarged(Sale calldata sale) internal view returns (bool) {
        uint256 blockers = 0;
        uint256 previous = 0;
        for (uint256 i = 0; i < sale.payoffs.length; ++i) {
            Payoff calldata payoff = sale.payoffs[i];
            EncumbranceWord encumbrance = ITitleCore(registry).encumbranceOf(sale.id, payoff.number);
            uint256 place = _placeOf(sale.id, payoff.number);
            bool isNext = !encumbrance.isEmpty() && !encumbrance.isExpired(sale.deadline) && place > previous;
            if (!isNext || encumbrance.holder() != payoff.holder || !_canAct(payoff.holder)) return false;
            previous = place;
            if (encumbrance.blocks()) ++blockers;
        }
        return ITitleCore(registry).titleOf(sale.id).blockers() == blockers;
    }

    /// @dev Whether the register still takes what this contract does.
    function _isAgentFor(Sale calldata sale) internal view returns (bool) {
        uint96 right = ITitleCore(registry).SETTLE();
        bool takesCharges = sale.charges.length == 0 || !ISuccession(registry).isRetired();
        return takesCharges && IAgents(registry).agentRights(address(this)) & right == right;
    }

    function _isDead(Sale calldata sale) internal view returns (bool) {
        TitleWord title = ITitleCore(registry).titleOf(sale.id);
        return !title.isLive() || title.version() != sale.version;
    }

    function _isOwned(Sale calldata sale, TitleWord title) private view returns (bool) {
        uint256 sum = 0;
        uint256 whole = 1;
        address previous = address(0);
        for (uint256 i = 0; i < sale.sellers.length; ++i) {
            address account = sale.sellers[i].account;
            if (account <= previous || !_canAct(account)) return false;
            previous = account;
            if (title.has(TitleWords.SHARED)) {
                uint64 share;
                (share, whole) = ITitleCore(registry).shareOf(sale.id, account);
                if (share == 0) return false;
                sum += share;
            } else if (account == title.owner()) {
                ++sum;
            } else {
                return false;
            }
        }
        return sale.numerator == 0 ? sum == whole : title.has(TitleWords.SHARED) && sum >= sale.numerator;
    }

    function _canAct(address account) private view returns (bool) {
        return IERC7943NonFungible(registry).canSend(account);
    }

    /// @dev Orders encumbrances by rank, and those of one rank by number; never 0.
    function _placeOf(uint256 id, uint256 number) private view returns (uint256) {
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
