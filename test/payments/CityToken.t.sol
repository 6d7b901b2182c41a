// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {CityToken} from "../../contracts/payments/CityToken.sol";
import {Artifacts} from "../support/Artifacts.sol";
import {OfficerTable__Double, RecoveryRegistry__Double} from "../support/Payments__Doubles.sol";
import {Test} from "../support/Test.sol";

/// @notice An agent of the token: the test itself.
contract CityTokenTest is Test {
    uint256 private constant LARGEST = type(uint104).max;
    address private constant HOLDER = address(0xC171);
    address private constant OTHER = address(0x07E4);

    CityToken private immutable TOKEN;
    RecoveryRegistry__Double private immutable REGISTRY = new RecoveryRegistry__Double();

    constructor() {
        OfficerTable__Double officers = new OfficerTable__Double();
        TOKEN = CityToken(Artifacts.deploy("CityToken", abi.encode("City Token", "CITY", officers, address(0))));
        bytes4[] memory selectors = new bytes4[](4);
        selectors[0] = TOKEN.announceAgent.selector;
        selectors[1] = TOKEN.announceChecker.selector;
        selectors[2] = CityToken.setFrozenTokens.selector;
        selectors[3] = CityToken.forcedTransfer.selector;
        officers.appoint(address(this), selectors);
    }

    function setUp() public {
        TOKEN.announceAgent(address(this), 3);
        TOKEN.announceChecker("RECOVERY", address(REGISTRY));
    }

    function testFuzz_TOKEN_3_TransfersSucceedExactlyWhereTheRulesAllow(
        uint256 balance,
        uint256 frozen,
        uint256 amount,
        uint40 suspendedUntil,
        bool toToken
    ) public {
        balance = bound(balance, 0, LARGEST);
        frozen = bound(frozen, 0, frozen % 2 == 0 ? LARGEST : balance);
        if (amount % 3 != 0) amount = bound(amount, 0, balance);
        TOKEN.mint(HOLDER, balance);
        TOKEN.setFrozenTokens(HOLDER, frozen);
        REGISTRY.setFrozenUntil(HOLDER, suspendedUntil);
        TOKEN.suspend(HOLDER);
        address to = toToken ? address(TOKEN) : OTHER;

        uint256 free = balance > frozen ? balance - frozen : 0;
        bool mayMove = _now() >= suspendedUntil && !toToken && (amount <= free || amount > balance);
        assertEq(TOKEN.canTransfer(HOLDER, to, amount), mayMove, "canTransfer says what the rules say");
        VM.prank(HOLDER);
        try TOKEN.transfer(to, amount) returns (bool) {
            assertTrue(mayMove && amount <= balance, "TOKEN-3: a transfer succeeded that the rules forbid");
            assertEq(TOKEN.balanceOf(HOLDER), balance - amount, "the sender has less by the amount");
            assertEq(TOKEN.balanceOf(to), amount, "the receiver has the amount");
            assertTrue(TOKEN.balanceOf(HOLDER) >= frozen || amount == 0, "TOKEN-3: what is frozen is still there");
        } catch {
            assertTrue(!mayMove || amount > balance, "a transfer failed that the rules allow");
            assertEq(TOKEN.balanceOf(HOLDER), balance, "a refused transfer changes nothing");
        }
        assertEq(TOKEN.totalSupply(), balance, "TOKEN-1: a transfer leaves the supply as it is");
        assertEq(TOKEN.getFrozenTokens(HOLDER), frozen, "a transfer leaves the freeze as it is");
    }

    function testFuzz_TOKEN_3_AForcedTransferTakesWhatIsFreeFirst(
        uint256 balance,
        uint256 frozen,
        uint256 amount
    ) public {
        balance = bound(balance, 0, LARGEST);
        frozen = bound(frozen, 0, frozen % 2 == 0 ? LARGEST : balance);
        amount = bound(amount, 0, balance);
        TOKEN.mint(HOLDER, balance);
        TOKEN.setFrozenTokens(HOLDER, frozen);
        TOKEN.forcedTransfer(HOLDER, OTHER, amount);

        uint256 free = balance > frozen ? balance - frozen : 0;
        uint256 taken = amount > free ? amount - free : 0;
        assertEq(TOKEN.getFrozenTokens(HOLDER), frozen - taken, "a freeze shrinks by what was taken of it");
        assertEq(TOKEN.balanceOf(HOLDER), balance - amount, "the holder loses the amount");
        assertEq(TOKEN.balanceOf(OTHER), amount, "the receiver gets the amount");
        assertEq(TOKEN.getFrozenTokens(OTHER), 0, "the receiver's tokens are free");
    }

    function testFuzz_TOKEN_3_ARecoveryCarriesTheFreeze(
        uint256 balance,
        uint256 frozen,
        uint256 heirsBalance,
        uint256 heirsFrozen
    ) public {
        balance = bound(balance, 0, LARGEST / 2);
        heirsBalance = bound(heirsBalance, 0, LARGEST / 2);
        frozen = bound(frozen, 0, LARGEST);
        heirsFrozen = bound(heirsFrozen, 0, LARGEST);
        TOKEN.mint(HOLDER, balance);
        TOKEN.mint(OTHER, heirsBalance);
        TOKEN.setFrozenTokens(HOLDER, frozen);
        TOKEN.setFrozenTokens(OTHER, heirsFrozen);
        REGISTRY.setSuccessor(HOLDER, OTHER);
        TOKEN.announceRecovery(HOLDER);
        _skip(7 days);
        TOKEN.recover(HOLDER);

        uint256 sum = frozen + heirsFrozen;
        assertEq(TOKEN.getFrozenTokens(OTHER), sum > LARGEST ? LARGEST : sum, "the heir carries both freezes");
        assertEq(TOKEN.getFrozenTokens(HOLDER), 0, "nothing stays frozen where nothing is");
        assertEq(TOKEN.balanceOf(OTHER), balance + heirsBalance, "the heir holds both");
        assertEq(TOKEN.balanceOf(HOLDER), 0, "the old account holds nothing");
    }

    function testFuzz_TOKEN_1_MintAndBurnMakeTheSupply(uint256 first, uint256 second, uint256 burnt) public {
        first = bound(first, 0, LARGEST);
        second = bound(second, 0, LARGEST);
        burnt = bound(burnt, 0, second);
        TOKEN.mint(HOLDER, first);
        TOKEN.mint(address(this), second);
        TOKEN.burn(burnt);
        assertEq(TOKEN.totalSupply(), first + second - burnt, "TOKEN-1: minted less burned");
        assertEq(
            TOKEN.balanceOf(HOLDER) + TOKEN.balanceOf(address(this)),
            TOKEN.totalSupply(),
            "TOKEN-1: the sum of balances"
        );
    }
}
