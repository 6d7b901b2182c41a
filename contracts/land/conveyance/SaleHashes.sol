// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IForcedSales} from "./IForcedSales.sol";
import {ISales} from "./ISales.sol";

/// @title SaleHashes
/// @notice EIP-712 struct hashes of {ISales}: what the parties of a sale sign.
library SaleHashes {
    // --- Constants ---

    bytes32 private constant SELLER_TYPEHASH = keccak256("Seller(address account,uint256 amount,uint256 forfeit)");

    bytes32 private constant PAYOFF_TYPEHASH = keccak256("Payoff(uint256 number,address holder,uint256 amount)");

    bytes32 private constant CHARGE_TYPEHASH = keccak256(
        "Charge(address holder,uint256 funds,uint40 secured,uint16 expiryDay,uint8 kind,bytes32 documentHash)"
    );

    bytes32 private constant SALE_TYPEHASH = keccak256(
        "Sale(uint256 id,uint256 version,uint64 numerator,Seller[] sellers,address buyer,address token,uint256 price,"
        "Payoff[] payoffs,Charge[] charges,uint256 tax,uint256 levy,bool isExempt,uint256 deposit,address notary,"
        "uint40 deadline,bytes32 documentHash)"
        "Charge(address holder,uint256 funds,uint40 secured,uint16 expiryDay,uint8 kind,bytes32 documentHash)"
        "Payoff(uint256 number,address holder,uint256 amount)"
        "Seller(address account,uint256 amount,uint256 forfeit)"
    );

    bytes32 private constant STATEMENT_TYPEHASH = keccak256(
        "Statement(Sale sale,bytes32 chain)"
        "Charge(address holder,uint256 funds,uint40 secured,uint16 expiryDay,uint8 kind,bytes32 documentHash)"
        "Payoff(uint256 number,address holder,uint256 amount)"
        "Sale(uint256 id,uint256 version,uint64 numerator,Seller[] sellers,address buyer,address token,uint256 price,"
        "Payoff[] payoffs,Charge[] charges,uint256 tax,uint256 levy,bool isExempt,uint256 deposit,address notary,"
        "uint40 deadline,bytes32 documentHash)"
        "Seller(address account,uint256 amount,uint256 forfeit)"
    );

    bytes32 private constant BID_TYPEHASH = keccak256(
        "Bid(uint256 id,uint256 version,address buyer,address token,uint256 price,uint256 tax,uint256 levy,"
        "bytes32 protocolHash,uint40 deadline)"
    );

    // --- Reads ---

    /// @notice Struct hash of a sale, by which a chain names it.
    /// @param sale what it says
    /// @return hash
    function hashOf(ISales.Sale calldata sale) internal pure returns (bytes32) {
        bytes memory head = abi.encode(
            SALE_TYPEHASH,
            sale.id,
            sale.version,
            sale.numerator,
            _hashOf(sale.sellers),
            sale.buyer,
            sale.token,
            sale.price
        );
        bytes memory middle = abi.encode(
            _hashOf(sale.payoffs),
            _hashOf(sale.charges),
            sale.tax,
            sale.levy,
            sale.isExempt
        );
        bytes memory tail = abi.encode(sale.deposit, sale.notary, sale.deadline, sale.documentHash);
        return keccak256(bytes.concat(head, middle, tail));
    }

    /// @notice Struct hash of a statement.
    /// @param saleHash see {hashOf}
    /// @param chain 0 where the sale stands alone
    /// @return hash
    function statementHash(bytes32 saleHash, bytes32 chain) internal pure returns (bytes32) {
        return keccak256(abi.encode(STATEMENT_TYPEHASH, saleHash, chain));
    }

    /// @notice Struct hash of a bid in an auction: see {IForcedSales}.
    /// @param auction its result
    /// @param token the city's token
    /// @return hash
    function bidHash(IForcedSales.Auction calldata auction, address token) internal pure returns (bytes32) {
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

    function _hashOf(ISales.Seller[] calldata sellers) private pure returns (bytes32) {
        bytes32[] memory hashes = new bytes32[](sellers.length);
        for (uint256 i = 0; i < sellers.length; ++i) {
            hashes[i] = keccak256(abi.encode(SELLER_TYPEHASH, sellers[i]));
        }
        return keccak256(abi.encodePacked(hashes));
    }

    function _hashOf(ISales.Payoff[] calldata payoffs) private pure returns (bytes32) {
        bytes32[] memory hashes = new bytes32[](payoffs.length);
        for (uint256 i = 0; i < payoffs.length; ++i) {
            hashes[i] = keccak256(abi.encode(PAYOFF_TYPEHASH, payoffs[i]));
        }
        return keccak256(abi.encodePacked(hashes));
    }

    function _hashOf(ISales.Charge[] calldata charges) private pure returns (bytes32) {
        bytes32[] memory hashes = new bytes32[](charges.length);
        for (uint256 i = 0; i < charges.length; ++i) {
            hashes[i] = keccak256(abi.encode(CHARGE_TYPEHASH, charges[i]));
        }
        return keccak256(abi.encodePacked(hashes));
    }
}
