// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {CityToken} from "../../contracts/payments/CityToken.sol";
import {IMintDesk} from "../../contracts/payments/IMintDesk.sol";
import {MintDesk} from "../../contracts/payments/MintDesk.sol";
import {Artifacts} from "../support/Artifacts.sol";
import {OfficerTable__Double} from "../support/Payments__Doubles.sol";
import {Test} from "../support/Test.sol";

/// @notice The test is the minter and every officer.
contract MintDeskTest is Test {
    uint256 private constant LARGEST = type(uint104).max;
    bytes32 private constant RECEIPT = keccak256("receipt");

    CityToken private immutable TOKEN;
    MintDesk private immutable DESK;

    constructor() {
        OfficerTable__Double officers = new OfficerTable__Double();
        TOKEN = CityToken(Artifacts.deploy("CityToken", abi.encode("City Token", "CITY", officers, address(0))));
        DESK = MintDesk(Artifacts.deploy("MintDesk", abi.encode(officers, TOKEN)));
        bytes4[] memory selectors = new bytes4[](5);
        selectors[0] = TOKEN.announceAgent.selector;
        selectors[1] = MintDesk.setMinter.selector;
        selectors[2] = MintDesk.setDailyLimit.selector;
        selectors[3] = MintDesk.attestReserve.selector;
        selectors[4] = MintDesk.mint.selector;
        officers.appoint(address(this), selectors);
    }

    function setUp() public {
        VM.warp(1_800_000_000);
        TOKEN.announceAgent(address(DESK), 3);
        DESK.setDailyLimit(type(uint128).max);
        DESK.attestReserve(type(uint128).max, uint40(_now() + 100 days), RECEIPT);
    }

    /// @dev However the time is cut into pieces: what comes back never passes the rate, and falls behind it by less than
    /// a unit for each mint (and by the rounding of the window to whole seconds).
    function testFuzz_TOKEN_2_WhatComesBackIsNeverMoreThanTheRate(
        uint256 cap,
        uint256 refill,
        uint256[8] memory pauses,
        uint256[8] memory amounts
    ) public {
        refill = bound(refill, 1, LARGEST / 1000);
        cap = bound(cap, 1, refill * (cap % 2 == 0 ? 366 : 3));
        DESK.setMinter(address(this), uint128(cap), uint128(refill));
        uint256 start = _now();
        uint256 total = 0;
        for (uint256 i = 0; i < pauses.length; ++i) {
            _skip(bound(pauses[i], 0, 3 days));
            uint256 available = DESK.minterInfo(address(this)).available;
            assertLe(available, cap, "TOKEN-2: a minter has never more than its cap");
            assertLe(
                (total + available) * 1 days,
                cap * 1 days + refill * (_now() - start),
                "TOKEN-2: a minter has never more than its cap and what came back"
            );
            uint256 amount = amounts[i] % 3 == 0 ? available : bound(amounts[i], 0, available);
            _mint(amount);
            total += amount;
            assertEq(DESK.minterInfo(address(this)).available, available - amount, "what is minted is used up");
        }
        assertEq(TOKEN.totalSupply(), total, "TOKEN-1: the supply is what was minted");
    }

    function testFuzz_TOKEN_2_AnEmptyAllowanceIsFullAfterItsWindow(uint256 cap, uint256 refill) public {
        refill = bound(refill, 1, LARGEST / 1000);
        cap = bound(cap, 1, refill * 366);
        DESK.setMinter(address(this), uint128(cap), uint128(refill));
        _mint(cap);
        assertEq(DESK.minterInfo(address(this)).available, 0, "all is used");
        uint256 window = (cap * 1 days + refill - 1) / refill;
        if (window > 1) {
            _skip(window - 1);
            assertLe(
                DESK.minterInfo(address(this)).available,
                cap - 1,
                "TOKEN-2: it is not full a second before its window ends"
            );
            _skip(1);
        } else {
            _skip(window);
        }
        assertEq(DESK.minterInfo(address(this)).available, cap, "it is full when its window ends");
    }

    function testFuzz_TOKEN_2_SettingTheSameLimitsGivesNothing(uint256 used, uint256 pause, uint256 times) public {
        (uint256 cap, uint256 refill) = (1_000e6, 250e6);
        DESK.setMinter(address(this), uint128(cap), uint128(refill));
        used = bound(used, 1, cap);
        _mint(used);
        pause = bound(pause, 0, 5 days);
        times = bound(times, 1, 5);
        uint256 start = _now();
        for (uint256 i = 0; i < times; ++i) {
            _skip(pause / times);
            DESK.setMinter(address(this), uint128(cap), uint128(refill));
        }
        uint256 available = DESK.minterInfo(address(this)).available;
        uint256 back = (refill * (_now() - start)) / 1 days;
        assertLe(available, cap - used + back, "TOKEN-2: setting limits gives nothing");
    }

    function testFuzz_TOKEN_2_AnyDayHoldsAtMostTheDailyLimit(
        uint256 limit,
        uint256[12] memory pauses,
        uint256[12] memory amounts
    ) public {
        limit = bound(limit, 1, 1e15);
        DESK.setMinter(address(this), 1e18, 1e18);
        DESK.setDailyLimit(uint128(limit));
        uint256[12] memory times;
        for (uint256 i = 0; i < pauses.length; ++i) {
            // Often exactly a day after an earlier mint, or a second before.
            uint256 kind = pauses[i] % 4;
            if (kind == 0 && i > 0 && times[i - 1] + 1 days > _now()) VM.warp(times[i - 1] + 1 days);
            else if (kind == 1) _skip(1 days - 1);
            else _skip(bound(pauses[i], 0, 1 days));
            (, uint256 available) = DESK.dailyLimit();
            amounts[i] = amounts[i] % 2 == 0 ? available : bound(amounts[i], 0, available);
            _mint(amounts[i]);
            times[i] = _now();
            uint256 inADay = 0;
            for (uint256 j = 0; j <= i; ++j) {
                if (times[j] + 1 days > _now()) inADay += amounts[j];
            }
            assertLe(inADay, limit, "TOKEN-2: any 24 hours hold at most the daily limit");
            (, uint256 left) = DESK.dailyLimit();
            assertEq(left, limit - inADay, "what is left is the limit less these 24 hours");
        }
    }

    function testFuzz_TOKEN_6_TheReserveIsTheLimit(uint256 reserve, uint256 first, uint256 second) public {
        reserve = bound(reserve, 1, 1e24);
        DESK.setMinter(address(this), 1e25, 1e25);
        DESK.attestReserve(uint128(reserve), uint40(_now()), RECEIPT);
        first = bound(first, 0, reserve);
        _mint(first);
        second = bound(second, 1, 1e24);
        uint64 ordinal = DESK.minterInfo(address(this)).nextOrdinal;
        if (first + second > reserve) {
            VM.expectRevert(abi.encodeWithSelector(IMintDesk.ReserveExceeded.selector, first + second, reserve));
        }
        DESK.mint(_one(second), ordinal);
    }

    function _mint(uint256 amount) private {
        DESK.mint(_one(amount), DESK.minterInfo(address(this)).nextOrdinal);
    }

    function _one(uint256 amount) private pure returns (IMintDesk.Mint[] memory mints) {
        mints = new IMintDesk.Mint[](1);
        mints[0] = IMintDesk.Mint(address(0xC171), amount, RECEIPT);
    }
}
