// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {CityToken} from "../../contracts/payments/CityToken.sol";
import {IMintDesk} from "../../contracts/payments/IMintDesk.sol";
import {MintDesk} from "../../contracts/payments/MintDesk.sol";
import {Artifacts} from "./Artifacts.sol";
import {OfficerTable__Double, RecoveryRegistry__Double} from "./Payments__Doubles.sol";
import {Test} from "./Test.sol";

/// @notice Six people, two minters and all officers, who do what they may and try what they may not. It keeps its own
/// books of balances and freezes, which the contracts must match.
contract PaymentsHandler is Test {
    // --- Types and constants ---

    struct MintRecord {
        uint256 time;
        address minter;
        uint256 amount;
    }

    uint256 public constant PEOPLE = 6;

    uint256 private constant FIRST_KEY = 0xC171;
    uint256 private constant DAILY_LIMIT = 700e6;
    uint256 private constant CAP = 500e6;
    uint256 private constant REFILL = 333_333_333;
    uint256 private constant LARGEST = type(uint104).max;
    uint40 private constant FOR_EVER = type(uint40).max;
    bytes32 private constant ORDER = keccak256("order");
    bytes32 private constant TRANSFER_FORM = keccak256(
        "TransferWithAuthorization(address from,address to,uint256 value,uint256 validAfter,uint256 validBefore,bytes32 nonce)"
    );

    // --- Storage ---

    CityToken[2] public tokens;
    MintDesk[2] public desks;
    address[PEOPLE] public people;
    uint256 public minted;
    uint256 public burned;
    string[] public acts;
    mapping(string act => uint256) public successes;
    mapping(uint256 line => mapping(address account => uint256)) public expectedBalance;
    mapping(uint256 line => mapping(address account => uint256)) public expectedFrozen;

    OfficerTable__Double private immutable OFFICERS = new OfficerTable__Double();
    RecoveryRegistry__Double private immutable REGISTRY = new RecoveryRegistry__Double();
    mapping(uint256 line => MintRecord[] records) private _mints;
    mapping(uint256 line => mapping(address account => mapping(address heir => bool))) private _barred;
    mapping(address person => uint256 key) private _keyOf;
    uint256 private _steps;
    uint256 private _nonce;

    // --- Constructor ---

    constructor() {
        VM.warp(1_800_000_000);
        for (uint256 line = 0; line < 2; ++line) {
            bytes memory terms = abi.encode(
                "City Token",
                "CITY",
                OFFICERS,
                line == 0 ? address(0) : address(tokens[0])
            );
            tokens[line] = CityToken(Artifacts.deploy("CityToken", terms));
            desks[line] = MintDesk(Artifacts.deploy("MintDesk", abi.encode(OFFICERS, tokens[line])));
        }
        bytes4[] memory selectors = new bytes4[](11);
        selectors[0] = CityToken.setFrozenTokens.selector;
        selectors[1] = CityToken.freezeByOrder.selector;
        selectors[2] = CityToken.cancelRecovery.selector;
        selectors[3] = CityToken.forcedTransfer.selector;
        selectors[4] = CityToken.transferByOrder.selector;
        selectors[5] = tokens[0].announceAgent.selector;
        selectors[6] = tokens[0].announceChecker.selector;
        selectors[7] = tokens[0].retire.selector;
        selectors[8] = MintDesk.setMinter.selector;
        selectors[9] = MintDesk.setDailyLimit.selector;
        selectors[10] = MintDesk.attestReserve.selector;
        OFFICERS.appoint(address(this), selectors);
        for (uint256 line = 0; line < 2; ++line) {
            tokens[line].announceAgent(address(desks[line]), 3);
            tokens[line].announceChecker("RECOVERY", address(REGISTRY));
            desks[line].setDailyLimit(uint128(DAILY_LIMIT));
            for (uint256 i = 0; i < 2; ++i) desks[line].setMinter(_minter(i), uint128(CAP), uint128(REFILL));
            desks[line].attestReserve(50_000e6, uint40(_now() + 100 days), ORDER);
        }
        for (uint256 i = 0; i < PEOPLE; ++i) {
            people[i] = VM.addr(FIRST_KEY + i);
            _keyOf[people[i]] = FIRST_KEY + i;
        }
        string[20] memory names = [
            "mint",
            "mintTooMuch",
            "attest",
            "redeem",
            "transfer",
            "transferTooMuch",
            "spend",
            "payBySignature",
            "steal",
            "freeze",
            "forceTransfer",
            "suspend",
            "reinstate",
            "announce",
            "recover",
            "cancel",
            "retire",
            "swap",
            "wait",
            "sendSuspended"
        ];
        for (uint256 i = 0; i < names.length; ++i) acts.push(names[i]);
    }

    // --- Acts: the desk ---

    function mint(uint256 minterSeed, uint256 toSeed, uint256 amount) external {
        uint256 line = _mintingLine();
        (address minter, uint256 limit) = _limit(line, minterSeed);
        if (limit == 0) return;
        // Often all of it, so that the limits are met exactly.
        amount = amount % 4 == 0 ? limit : bound(amount, 1, limit);
        address to = _person(toSeed);
        (IMintDesk.Mint[] memory mints, uint64 ordinal) = _prepareMint(line, minter, to, amount);
        VM.prank(minter);
        desks[line].mint(mints, ordinal);

        minted += amount;
        expectedBalance[line][to] += amount;
        _mints[line].push(MintRecord(_now(), minter, amount));
        _checkWindows(line, minter);
        assertLe(_outstanding(line), desks[line].reserve().amount, "TOKEN-6: the supply is within the reserve");
        assertLe(_now(), desks[line].reserve().validUntil, "TOKEN-6: the attestation is in force");
        _succeeded("mint");
    }

    function mintTooMuch(uint256 minterSeed, uint256 toSeed, uint256 excess) external {
        uint256 line = _mintingLine();
        (address minter, uint256 limit) = _limit(line, minterSeed);
        uint256 amount = limit + bound(excess, 1, 1e12);
        (IMintDesk.Mint[] memory mints, uint64 ordinal) = _prepareMint(line, minter, _person(toSeed), amount);
        VM.prank(minter);
        try desks[line].mint(mints, ordinal) {
            assertTrue(false, "TOKEN-2, TOKEN-6: more than a limit was minted");
        } catch {
            _succeeded("mintTooMuch");
        }
    }

    function attest(uint256 amount, uint256 period) external {
        uint256 line = _mintingLine();
        amount = bound(amount, _outstanding(line) / 2, _outstanding(line) * 2 + 1_000e6);
        desks[line].attestReserve(uint128(amount), uint40(_now() + bound(period, 0, 100 days)), ORDER);
        _succeeded("attest");
    }

    function redeem(uint256 lineSeed, uint256 holderSeed, uint256 amount) external {
        (uint256 line, address holder) = _payer(lineSeed, holderSeed);
        uint256 free = _free(line, holder);
        if (free == 0) return;
        amount = bound(amount, 1, free);
        VM.startPrank(holder);
        tokens[line].approve(address(desks[line]), amount);
        desks[line].redeem(amount, ORDER);
        VM.stopPrank();
        expectedBalance[line][holder] -= amount;
        burned += amount;
        _succeeded("redeem");
    }

    // --- Acts: holders ---

    function transfer(uint256 lineSeed, uint256 fromSeed, uint256 toSeed, uint256 amount) external {
        (uint256 line, address from) = _payer(lineSeed, fromSeed);
        address to = _person(toSeed);
        if (!tokens[line].canSend(from)) return;
        amount = bound(amount, 0, _free(line, from));
        VM.prank(from);
        assertTrue(tokens[line].transfer(to, amount), "a transfer answers true");
        _moved(line, from, to, amount);
        if (amount != 0) _succeeded("transfer");
    }

    function transferTooMuch(uint256 lineSeed, uint256 fromSeed, uint256 toSeed, uint256 excess) external {
        (uint256 line, address from, address to) = (_line(lineSeed), _person(fromSeed), _person(toSeed));
        uint256 amount = _free(line, from) + bound(excess, 1, LARGEST);
        VM.prank(from);
        try tokens[line].transfer(to, amount) returns (bool) {
            assertTrue(false, "TOKEN-3: frozen tokens left by a transfer");
        } catch {
            if (expectedFrozen[line][from] != 0) _succeeded("transferTooMuch");
        }
    }

    function spend(uint256 lineSeed, uint256 fromSeed, uint256 spenderSeed, uint256 amount) external {
        (uint256 line, address from) = _payer(lineSeed, fromSeed);
        address spender = _person(spenderSeed);
        if (_free(line, from) == 0) return;
        amount = bound(amount, 1, _free(line, from));
        VM.prank(from);
        tokens[line].approve(spender, amount);
        VM.prank(spender);
        assertTrue(tokens[line].transferFrom(from, spender, amount), "a transfer answers true");
        assertEq(tokens[line].allowance(from, spender), 0, "an allowance is used up");
        _moved(line, from, spender, amount);
        _succeeded("spend");
    }

    function payBySignature(
        uint256 lineSeed,
        uint256 fromSeed,
        uint256 toSeed,
        uint256 amount,
        bool isCounted
    ) external {
        (uint256 line, address from) = _payer(lineSeed, fromSeed);
        address to = _person(toSeed);
        if (_free(line, from) == 0) return;
        amount = bound(amount, 1, _free(line, from));
        bytes32 nonce = isCounted ? bytes32(_nonce++) : keccak256(abi.encode(_nonce++));
        bytes memory signature = _signed(line, _keyOf[from], from, to, amount, nonce);
        tokens[line].transferWithAuthorization(from, to, amount, 0, type(uint256).max, nonce, signature);
        _moved(line, from, to, amount);
        try tokens[line].transferWithAuthorization(from, to, amount, 0, type(uint256).max, nonce, signature) {
            assertTrue(false, "TOKEN-4: an authorisation worked twice");
        } catch {
            _succeeded("payBySignature");
        }
    }

    function steal(uint256 lineSeed, uint256 fromSeed, uint256 thiefSeed, uint256 amount) external {
        (uint256 line, address from) = _payer(lineSeed, fromSeed);
        address thief = _person(thiefSeed);
        if (_free(line, from) == 0 || from == thief) return;
        amount = bound(amount, 1, _free(line, from));
        bytes32 nonce = keccak256(abi.encode("stolen", _nonce++));
        bytes memory signature = _signed(line, _keyOf[thief], from, thief, amount, nonce);
        VM.startPrank(thief);
        try tokens[line].transferFrom(from, thief, amount) returns (bool) {
            assertTrue(false, "TOKEN-5: tokens left without an allowance");
        } catch {
            try tokens[line].transferWithAuthorization(from, thief, amount, 0, type(uint256).max, nonce, signature) {
                assertTrue(false, "TOKEN-5: tokens left by another's signature");
            } catch {
                _succeeded("steal");
            }
        }
        VM.stopPrank();
    }

    function sendSuspended(uint256 lineSeed, uint256 fromSeed, uint256 toSeed) external {
        (uint256 line, address from) = (_line(lineSeed), _person(fromSeed));
        if (tokens[line].canSend(from)) return;
        VM.prank(from);
        try tokens[line].transfer(_person(toSeed), 0) returns (bool) {
            assertTrue(false, "TOKEN-5: a suspended key sent");
        } catch {
            _succeeded("sendSuspended");
        }
    }

    // --- Acts: the court ---

    function freeze(uint256 lineSeed, uint256 accountSeed, uint256 amount) external {
        (uint256 line, address account) = (_line(lineSeed), _person(accountSeed));
        // Mostly about what is held; sometimes nothing, sometimes everything that can ever be.
        uint256 kind = amount % 8;
        amount =
            kind == 0
                ? 0
                : kind == 1
                    ? LARGEST
                    : bound(amount, 0, expectedBalance[line][account] * 2);
        tokens[line].freezeByOrder(account, amount, ORDER);
        expectedFrozen[line][account] = amount;
        _succeeded("freeze");
    }

    function forceTransfer(uint256 lineSeed, uint256 fromSeed, uint256 toSeed, uint256 amount) external {
        (uint256 line, address from, address to) = (_line(lineSeed), _person(fromSeed), _person(toSeed));
        for (uint256 i = 0; i < PEOPLE && expectedBalance[line][from] == 0; ++i)
            from = _person((fromSeed % PEOPLE) + i);
        uint256 balance = expectedBalance[line][from];
        uint256 frozen = expectedFrozen[line][from];
        uint256 free = balance > frozen ? balance - frozen : 0;
        amount = bound(amount, 0, balance);
        tokens[line].transferByOrder(from, to, amount, ORDER);
        if (amount > free) {
            expectedFrozen[line][from] = frozen - (amount - free);
            _succeeded("forceTransfer");
        }
        _moved(line, from, to, amount);
    }

    // --- Acts: recovery ---

    function suspend(uint256 lineSeed, uint256 accountSeed, uint256 duration) external {
        (uint256 line, address account) = (_line(lineSeed), _person(accountSeed));
        REGISTRY.setFrozenUntil(account, uint40(_now() + bound(duration, 1, 2 days)));
        tokens[line].suspend(account);
        _succeeded("suspend");
    }

    function reinstate(uint256 lineSeed, uint256 accountSeed) external {
        (uint256 line, address account) = (_line(lineSeed), _person(accountSeed));
        if (tokens[line].canSend(account)) return;
        REGISTRY.setSuccessor(account, address(0));
        REGISTRY.setFrozenUntil(account, 0);
        tokens[line].suspend(account);
        assertTrue(tokens[line].canSend(account), "the registry's word is taken back");
        _succeeded("reinstate");
    }

    function announce(uint256 lineSeed, uint256 accountSeed, uint256 heirSeed) external {
        (uint256 line, address account, address heir) = (_line(lineSeed), _person(accountSeed), _person(heirSeed));
        (address announced, ) = tokens[line].recoveryOf(account);
        if (account == heir || announced == heir) return;
        REGISTRY.setSuccessor(account, heir);
        try tokens[line].announceRecovery(account) {
            assertTrue(!_barred[line][account][heir], "a successor that a court has barred was announced");
            _succeeded("announce");
        } catch {
            assertTrue(_barred[line][account][heir], "a recovery could not be announced");
        }
    }

    function recover(uint256 lineSeed, uint256 accountSeed) external {
        (uint256 line, address account) = (_line(lineSeed), _person(accountSeed));
        (address heir, uint40 effectiveAt) = tokens[line].recoveryOf(account);
        if (heir == address(0) || effectiveAt == FOR_EVER) return;
        REGISTRY.setSuccessor(account, heir);
        if (_now() < effectiveAt) {
            try tokens[line].recover(account) {
                assertTrue(false, "TOKEN-5: tokens left before the notice of a recovery ended");
            } catch {
                VM.warp(effectiveAt);
            }
        }
        tokens[line].recover(account);
        _carryFreeze(line, account, line, heir);
        _moved(line, account, heir, expectedBalance[line][account]);
        _succeeded("recover");
    }

    function cancel(uint256 lineSeed, uint256 accountSeed) external {
        (uint256 line, address account) = (_line(lineSeed), _person(accountSeed));
        (address heir, uint40 effectiveAt) = tokens[line].recoveryOf(account);
        if (heir == address(0) || effectiveAt == FOR_EVER) return;
        tokens[line].cancelRecovery(account, ORDER);
        _barred[line][account][heir] = true;
        _succeeded("cancel");
    }

    // --- Acts: succession and time ---

    function retire() external {
        if (++_steps < 3 || tokens[0].isRetired()) return;
        tokens[0].retire(address(tokens[1]));
        _succeeded("retire");
    }

    function swap(uint256 holderSeed) external {
        address holder = _person(holderSeed);
        for (uint256 i = 0; i < PEOPLE && expectedBalance[0][holder] == 0; ++i)
            holder = _person((holderSeed % PEOPLE) + i);
        if (!tokens[0].isRetired() || !tokens[0].canSend(holder)) return;
        uint256 supplies = tokens[0].totalSupply() + tokens[1].totalSupply();
        VM.prank(holder);
        uint256 amount = tokens[1].swap();
        assertEq(amount, expectedBalance[0][holder], "TOKEN-8: a swap takes the whole balance");
        assertEq(
            tokens[0].totalSupply() + tokens[1].totalSupply(),
            supplies,
            "TOKEN-8: a swap conserves both supplies"
        );
        _carryFreeze(0, holder, 1, holder);
        expectedBalance[0][holder] -= amount;
        expectedBalance[1][holder] += amount;
        if (amount != 0) _succeeded("swap");
    }

    function wait(uint256 duration) external {
        uint256 kind = duration % 5;
        if (kind == 0) _skip(1);
        else if (kind == 1) _skip(1 hours);
        else if (kind == 2) _skip(1 days - 1);
        else if (kind == 3) _toTheEndOfAWindow();
        else _skip(bound(duration, 1, 3 days));
        _succeeded("wait");
    }

    // --- Reads ---

    function actCount() external view returns (uint256) {
        return acts.length;
    }

    // --- Internal ---

    /// @dev The officer's table knows one minter at a time.
    function _prepareMint(
        uint256 line,
        address minter,
        address to,
        uint256 amount
    ) private returns (IMintDesk.Mint[] memory mints, uint64 ordinal) {
        bytes4[] memory selectors = new bytes4[](1);
        selectors[0] = MintDesk.mint.selector;
        OFFICERS.appoint(minter, selectors);
        mints = new IMintDesk.Mint[](amount > 1 ? 2 : 1);
        mints[0] = IMintDesk.Mint(to, amount - amount / 2, ORDER);
        if (amount > 1) mints[1] = IMintDesk.Mint(to, amount / 2, ORDER);
        ordinal = desks[line].minterInfo(minter).nextOrdinal;
    }

    /// @dev Straight from the sentences of TOKEN-2, not from the desk's own counting.
    function _checkWindows(uint256 line, address minter) private view {
        MintRecord[] storage records = _mints[line];
        (uint256 inADay, uint256 byMinter) = (0, 0);
        for (uint256 i = records.length; i > 0; --i) {
            MintRecord memory record = records[i - 1];
            uint256 elapsed = _now() - record.time;
            if (elapsed < 1 days) inADay += record.amount;
            if (record.minter != minter) continue;
            byMinter += record.amount;
            assertLe(
                byMinter * 1 days,
                CAP * 1 days + REFILL * elapsed,
                "TOKEN-2: a minter mints at most its cap and what came back meanwhile"
            );
        }
        assertLe(inADay, DAILY_LIMIT, "TOKEN-2: all minters together stay within the daily limit");
    }

    function _moved(uint256 line, address from, address to, uint256 amount) private {
        expectedBalance[line][from] -= amount;
        expectedBalance[line][to] += amount;
    }

    function _carryFreeze(uint256 fromLine, address from, uint256 toLine, address to) private {
        uint256 sum = expectedFrozen[toLine][to] + expectedFrozen[fromLine][from];
        expectedFrozen[fromLine][from] = 0;
        expectedFrozen[toLine][to] = sum > LARGEST ? LARGEST : sum;
    }

    function _toTheEndOfAWindow() private {
        uint256 line = _mintingLine();
        uint256 count = _mints[line].length;
        uint256 end = count == 0 ? 0 : _mints[line][count - 1].time + 1 days;
        if (end > _now()) VM.warp(end);
        else _skip(1 days);
    }

    function _succeeded(string memory act) private {
        ++successes[act];
    }

    function _signed(
        uint256 line,
        uint256 key,
        address from,
        address to,
        uint256 amount,
        bytes32 nonce
    ) private view returns (bytes memory) {
        bytes32 terms = keccak256(abi.encode(TRANSFER_FORM, from, to, amount, 0, type(uint256).max, nonce));
        bytes32 digest = keccak256(abi.encodePacked("\x19\x01", tokens[line].DOMAIN_SEPARATOR(), terms));
        (uint8 v, bytes32 r, bytes32 s) = VM.sign(key, digest);
        return abi.encodePacked(r, s, v);
    }

    function _person(uint256 seed) private view returns (address) {
        return people[seed % PEOPLE];
    }

    /// @dev Before the succession the second token has nothing.
    function _line(uint256 seed) private view returns (uint256) {
        return tokens[0].isRetired() ? seed % 2 : 0;
    }

    /// @dev The first, from the seeds on, who can send something.
    function _payer(uint256 lineSeed, uint256 seed) private view returns (uint256 line, address payer) {
        for (uint256 i = 0; i < 2 * PEOPLE; ++i) {
            line = _line((lineSeed % 2) + i / PEOPLE);
            payer = people[((seed % PEOPLE) + i) % PEOPLE];
            if (_free(line, payer) != 0) break;
        }
    }

    function _minter(uint256 seed) private pure returns (address) {
        return address(uint160(0x3117 + (seed % 2)));
    }

    function _mintingLine() private view returns (uint256) {
        return tokens[0].isRetired() ? 1 : 0;
    }

    function _outstanding(uint256 line) private view returns (uint256) {
        return tokens[0].totalSupply() + (line == 1 ? tokens[1].totalSupply() : 0);
    }

    /// @dev What `minter` can mint now; the smallest of all limits.
    function _limit(uint256 line, uint256 minterSeed) private view returns (address minter, uint256 limit) {
        minter = _minter(minterSeed);
        limit = desks[line].minterInfo(minter).available;
        (, uint256 daily) = desks[line].dailyLimit();
        if (daily < limit) limit = daily;
        IMintDesk.Reserve memory reserve = desks[line].reserve();
        uint256 outstanding = _outstanding(line);
        uint256 backed =
            reserve.validUntil >= _now() && reserve.amount > outstanding ? reserve.amount - outstanding : 0;
        if (backed < limit) limit = backed;
    }

    /// @dev What `account` can send now.
    function _free(uint256 line, address account) private view returns (uint256) {
        (uint256 balance, uint256 frozen) = (expectedBalance[line][account], expectedFrozen[line][account]);
        return tokens[line].canSend(account) && balance > frozen ? balance - frozen : 0;
    }
}
