// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IAgents} from "../../../contracts/governance/IAgents.sol";
import {CityToken} from "../../../contracts/payments/CityToken.sol";
import {IEnergyCertificates} from "../../../contracts/energy/IEnergyCertificates.sol";
import {IEnergyMarket} from "../../../contracts/energy/IEnergyMarket.sol";
import {IMeterRegistry} from "../../../contracts/energy/IMeterRegistry.sol";
import {IMarketAccounts} from "../../../contracts/energy/market/IMarketAccounts.sol";
import {IMarketZones} from "../../../contracts/energy/market/IMarketZones.sol";
import {ISettlements} from "../../../contracts/energy/market/ISettlements.sol";
import {IStandingOrders} from "../../../contracts/energy/market/IStandingOrders.sol";
import {IMeterDevices} from "../../../contracts/energy/meters/IMeterDevices.sol";
import {IMeterGateways} from "../../../contracts/energy/meters/IMeterGateways.sol";
import {Artifacts} from "../Artifacts.sol";
import {OfficerTable__Double} from "../Payments__Doubles.sol";
import {Test} from "../Test.sol";
import {PlainClearing} from "./PlainClearing.sol";

/// @notice Two zones of households, a gateway and the offices, who do what they may and try what they may not. It clears
/// every interval by itself and keeps its own books of orders, money and energy, which the market must match.
contract EnergyHandler is Test {
    using PlainClearing for PlainClearing.Party[];

    // --- Types and constants ---

    /// @dev An order as its household gave it.
    struct Given {
        uint16 fromDay;
        uint16 validUntil;
        IStandingOrders.OrderTerms terms;
    }

    struct OneOff {
        uint32 first;
        uint32 last;
        IStandingOrders.OrderTerms terms;
    }

    /// @dev A device that is not believed in some intervals.
    struct Stop {
        uint32 fromInterval;
        uint16 untilDay;
    }

    /// @dev What of an account the market must match: balance less debt.
    struct Books {
        int256 worth;
        bool isCertified;
        address owner;
        uint32 device;
    }

    uint16 public constant ZONES = 2;
    uint256 public constant MOST_PLACES = 4;
    uint256 private constant FIRST_PLACES = 3;
    uint256 private constant GATEWAY_KEY = 0x6A7E;
    uint256 private constant FORTUNE = 1e15;
    uint16 private constant LAST_DAY = 60_000;
    bytes32 private constant REASON = "REASON";
    bytes32 private constant DOMAIN = keccak256(
        "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"
    );
    bytes32 private constant READINGS = keccak256(
        "Readings(uint16 zone,uint32 firstInterval,uint16 intervals,uint16 places,bytes32 readingsHash)"
    );
    bytes32 private constant CORRECTIONS = keccak256(
        "Corrections(uint16 zone,uint32 firstInterval,uint16 intervals,uint16 places,bytes32 readingsHash,bytes32 correctionsHash)"
    );

    // --- Storage ---

    CityToken public token;
    IMeterRegistry public meters;
    IEnergyMarket public market;
    IEnergyCertificates public certificates;

    string[] public acts;
    mapping(string act => uint256) public successes;

    mapping(uint32 account => Books) public books;
    mapping(uint16 zone => uint32) public nextInterval;
    /// @notice Wh that certified meters of a zone have fed in, less what certificates were drawn for.
    mapping(uint16 zone => int256) public uncertified;

    mapping(uint32 account => Given[]) private _orders;
    mapping(uint32 account => OneOff) private _oneOffs;
    mapping(uint32 device => Stop[]) private _stops;
    mapping(uint16 zone => ISettlements.Settlement) private _last;
    uint256 private _households;

    // --- Constructor ---

    constructor() {
        VM.warp(1_800_000_000);
        OfficerTable__Double officers = new OfficerTable__Double();
        token = CityToken(Artifacts.deploy("CityToken", abi.encode("City Token", "CITY", officers, address(0))));
        meters = IMeterRegistry(
            Artifacts.deploy("MeterRegistry", abi.encode(officers, token, address(0x51A5), address(0)))
        );
        market = IEnergyMarket(Artifacts.deploy("EnergyMarket", abi.encode(officers, token, meters, address(0))));
        certificates = IEnergyCertificates(
            Artifacts.deploy("EnergyCertificates", abi.encode(officers, market, address(0)))
        );
        bytes4[] memory selectors = new bytes4[](12);
        selectors[0] = IAgents.announceAgent.selector;
        selectors[1] = IMeterDevices.register.selector;
        selectors[2] = IMeterDevices.stop.selector;
        selectors[3] = IMeterDevices.replaceKey.selector;
        selectors[4] = IMeterGateways.registerGateway.selector;
        selectors[5] = IMeterGateways.assignGateway.selector;
        selectors[6] = IMarketZones.openZone.selector;
        selectors[7] = IMarketZones.setTariff.selector;
        selectors[8] = IMarketZones.setOperator.selector;
        selectors[9] = IMarketAccounts.setCreditLimit.selector;
        selectors[10] = IMarketAccounts.setPriority.selector;
        selectors[11] = IMarketAccounts.freezeByOrder.selector;
        officers.appoint(address(this), selectors);
        _name();
    }

    // --- Acts: once ---

    /// @dev Not in the constructor: an agent must have code.
    function begin() external {
        if (_households != 0) return;
        token.announceAgent(address(this), 3);
        IAgents(address(meters)).announceAgent(address(market), 3);
        IAgents(address(market)).announceAgent(address(certificates), 1);
        token.mint(address(this), FORTUNE);
        token.approve(address(meters), FORTUNE);
        token.approve(address(market), FORTUNE);
        meters.registerGateway(address(this), uint160(VM.addr(GATEWAY_KEY)), true);
        meters.addBond(1, meters.MINIMUM_BOND());
        market.setOperator(address(this), true);
        uint16 tomorrow = _today() + 1;
        for (uint16 zone = 1; zone <= ZONES; ++zone) {
            meters.assignGateway(zone, 1);
            market.openZone(
                zone,
                IMarketZones.ZoneSetup({
                    policy: zone == 1 ? IMarketZones.PricePolicy.Walras : IMarketZones.PricePolicy.Mid,
                    attribution: zone == 1 ? IMarketZones.Attribution.Seller : IMarketZones.Attribution.Buyer,
                    hasPriority: zone == 1,
                    utility: address(this),
                    utilityReserve: 0,
                    payees: [address(0xFEE0), address(0xFEE1), address(0xFEE2)]
                }),
                IMarketZones.Tariff(8, 20, [uint24(2), 1, 1], tomorrow)
            );
            market.addToUtility(zone, uint64(FORTUNE / 100));
            for (uint256 i = 0; i < FIRST_PLACES; ++i) _moveIn(zone);
            nextInterval[zone] = uint32(tomorrow) * 96;
        }
        VM.warp(uint256(tomorrow) * 1 days);
    }

    function _name() private {
        string[18] memory names = [
            "settle",
            "settleWrong",
            "replay",
            "correct",
            "order",
            "oneOff",
            "deposit",
            "withdraw",
            "credit",
            "priority",
            "freeze",
            "fund",
            "fees",
            "draw",
            "tariff",
            "stop",
            "close",
            "moveIn"
        ];
        for (uint256 i = 0; i < names.length; ++i) acts.push(names[i]);
    }

    // --- Acts: settling ---

    /// @dev A settlement of what is over never fails, whatever anybody did before.
    function settle(uint256 zoneSeed, uint256 seed) external {
        _settle(_zone(zoneSeed), seed, 1 + (seed % 3));
    }

    /// @dev A long silence, a day in one batch, many days: until midnight, so that orders and tariffs change.
    function settleDay(uint256 zoneSeed, uint256 seed) external {
        uint16 zone = _zone(zoneSeed);
        uint256 left = 96 - (nextInterval[zone] % 96);
        // What nobody is at home for: nothing is metered, but time passes.
        _settleRows(zone, new int256[](_places(zone) * left), left);
        _settle(zone, seed, 1);
    }

    /// @dev One unit more or less in the price, or in a number of the ties.
    function settleWrong(uint256 zoneSeed, uint256 seed, uint8 field, bool isMore) external {
        uint16 zone = _zone(zoneSeed);
        (int256[] memory rows, ) = _draw(zone, seed, 1);
        (bytes memory hints, , ) = _clear(zone, rows, 1);
        bytes memory readings = _pack(rows);
        bytes memory wrong = _nudged(hints, field % 5, isMore);
        if (keccak256(wrong) == keccak256(hints)) return;
        bytes memory signature = _sign(zone, nextInterval[zone], 1, readings);
        _passTo(nextInterval[zone] + 1);
        try market.settle(zone, nextInterval[zone], wrong, readings, signature) {
            assertTrue(false, "ENERGY-2, ENERGY-3: nothing but the clearing is taken");
        } catch {
            _succeeded("settleWrong");
        }
    }

    function replay(uint256 zoneSeed) external {
        uint16 zone = _zone(zoneSeed);
        ISettlements.Settlement memory last = _last[zone];
        if (last.hints.length == 0) return;
        uint256 count = last.hints.length / 24;
        bytes memory signature = _sign(zone, last.firstInterval, count, last.readings);
        try market.settle(zone, last.firstInterval, last.hints, last.readings, signature) {
            assertTrue(false, "ENERGY-5: no interval is settled twice");
        } catch {
            _succeeded("replay");
        }
    }

    function correct(uint256 zoneSeed, uint256 placeSeed, int16 wattHours) external {
        uint16 zone = _zone(zoneSeed);
        ISettlements.Settlement memory last = _last[zone];
        if (last.hints.length == 0) return;
        uint256 count = last.hints.length / 24;
        uint256 place = placeSeed % (last.readings.length / 3 / count);
        int256 reading = wattHours % 2_000;
        int256 before = _readingAt(last.readings, place * count);
        uint32 account = _accountAt(zone, place);
        if (!_isThere(account, uint16(last.firstInterval / 96)) || before == reading) return;

        bytes memory corrections = abi.encodePacked(uint16(place), uint8(0), int24(reading));
        bytes memory signature = _signed(
            keccak256(
                abi.encode(
                    CORRECTIONS,
                    zone,
                    last.firstInterval,
                    count,
                    last.readings.length / 3 / count,
                    keccak256(last.readings),
                    keccak256(corrections)
                )
            )
        );
        int256 executed = _readingAt(last.executed, place * count);
        IMarketZones.Tariff memory tariff_ = market.tariffOn(zone, uint16(last.firstInterval / 96));
        int256 old = before == PlainClearing.MISSING ? int256(0) : before;
        try market.correct(last, corrections, signature) {
            int256 amount = _rest(reading - executed, tariff_) - _rest(old - executed, tariff_);
            _book(account, amount, _today());
            if (books[account].isCertified) uncertified[zone] += _above(reading) - _above(old);
            _write(_last[zone].readings, place * count, reading);
            _succeeded("correct");
        } catch {
            assertTrue(
                _now() > (last.firstInterval + count) * 900 + 7 days,
                "a correction that is signed, and in time, is taken"
            );
        }
    }

    // --- Acts: households ---

    function order(uint256 seed, uint16 days_) external {
        uint32 account = _account(seed);
        IStandingOrders.OrderTerms memory terms = _terms(seed);
        uint16 fromDay = _today() + 1;
        uint16 validUntil = fromDay + (days_ % 5 == 0 ? 0 : days_ % 30);
        VM.prank(books[account].owner);
        try market.giveOrder(account, terms, validUntil) {
            Given[] storage given = _orders[account];
            if (given.length != 0 && given[given.length - 1].fromDay == fromDay) given.pop();
            given.push(Given(fromDay, validUntil, terms));
            _succeeded("order");
        } catch {}
    }

    function oneOff(uint256 seed, uint8 ahead, uint8 length) external {
        uint32 account = _account(seed);
        uint32 first = uint32(_now() / 900) + 1 + (ahead % 8);
        uint32 last = first + (length % 6);
        VM.prank(books[account].owner);
        try market.giveOneOff(account, _terms(seed), first, last) {
            assertTrue(_oneOffs[account].last < nextInterval[uint16(account >> 16)], "one after the other");
            _oneOffs[account] = OneOff(first, last, _terms(seed));
            _succeeded("oneOff");
        } catch {}
    }

    function deposit(uint256 seed, uint256 amount) external {
        uint32 account = _account(seed);
        amount = bound(amount, 1, 60_000);
        market.deposit(account, uint64(amount));
        books[account].worth += int256(amount);
        _succeeded("deposit");
    }

    /// @dev All that is free goes out, and not a unit more.
    function withdraw(uint256 seed) external {
        uint32 account = _account(seed);
        (uint256 free, ) = market.fundsOf(account);
        address owner = books[account].owner;
        bytes memory more = abi.encodeCall(market.withdraw, (account, owner, uint64(free + 1)));
        assertTrue(!_tries(owner, address(market), more), "ENERGY-6: what is reserved stays");
        if (free == 0) return;
        VM.prank(owner);
        market.withdraw(account, owner, uint64(free));
        books[account].worth -= int256(free);
        _succeeded("withdraw");
    }

    function draw(uint256 seed) external {
        uint32 account = _account(seed);
        IMarketAccounts.Account memory held = market.accountOf(account);
        if (held.certificateWh <= held.certificateDebt) return;
        uint256 wattHours = held.certificateWh - held.certificateDebt;
        bytes memory more = abi.encodeCall(certificates.draw, (account, wattHours + 1));
        assertTrue(!_tries(held.owner, address(certificates), more), "ENERGY-4: no Wh is certified twice");
        VM.prank(held.owner);
        certificates.draw(account, wattHours);
        uncertified[uint16(account >> 16)] -= int256(wattHours);
        _succeeded("draw");
    }

    /// @dev Seldom, and never of the first two: somebody must stay.
    function close(uint256 seed) external {
        uint32 account = _account(seed);
        if (account % 65_536 < 2) return;
        VM.prank(books[account].owner);
        try market.close(account) {
            _succeeded("close");
        } catch {}
    }

    function moveIn(uint256 zoneSeed) external {
        uint16 zone = _zone(zoneSeed);
        if (_places(zone) == MOST_PLACES) return;
        _moveIn(zone);
        _succeeded("moveIn");
    }

    // --- Acts: offices ---

    function credit(uint256 seed, uint256 amount) external {
        market.setCreditLimit(_account(seed), uint64(bound(amount, 0, 20_000)));
        _succeeded("credit");
    }

    function priority(uint256 seed, uint16 days_) external {
        try market.setPriority(_account(seed), _today() + (days_ % 4)) {
            _succeeded("priority");
        } catch {}
    }

    function freeze(uint256 seed, uint256 amount) external {
        market.freezeByOrder(_account(seed), uint64(bound(amount, 0, 30_000)), REASON);
        _succeeded("freeze");
    }

    function fund(uint256 zoneSeed, uint256 amount) external {
        market.addToFund(_zone(zoneSeed), uint64(bound(amount, 1, 20_000)));
        _succeeded("fund");
    }

    function fees(uint256 zoneSeed, uint8 level) external {
        market.payFees(_zone(zoneSeed), level % 3);
        _succeeded("fees");
    }

    /// @dev Tomorrow's, or that of a later day, which drops what was planned from then on.
    function tariff(uint256 zoneSeed, uint8 feedIn, uint8 band, uint8 ahead) external {
        uint24 floor = feedIn % 12;
        market.setTariff(
            _zone(zoneSeed),
            IMarketZones.Tariff(floor, floor + 4 + (band % 9), [uint24(2), 1, 1], _today() + 1 + (ahead % 3))
        );
        _succeeded("tariff");
    }

    function stop(uint256 seed, bool isReplaced) external {
        uint32 device = books[_account(seed)].device;
        if (!meters.deviceOf(device).isStopped) {
            meters.stop(device, REASON);
            _stops[device].push(Stop(uint32(_now() / 900), type(uint16).max));
            _succeeded("stop");
        }
        if (!isReplaced) return;
        meters.replaceKey(device, uint160(uint256(keccak256(abi.encode(seed)))), false);
        Stop[] storage marks = _stops[device];
        for (uint256 i = 0; i < marks.length; ++i) {
            if (marks[i].untilDay > _today() + 1) marks[i].untilDay = _today() + 1;
        }
    }

    /// @dev At most two and a half days: past the silence that frees every reserve.
    function wait(uint256 duration) external {
        _skip(bound(duration, 1, 60 hours));
    }

    // --- Reads ---

    function actCount() external view returns (uint256) {
        return acts.length;
    }

    function places(uint16 zone) external view returns (uint256) {
        return _places(zone);
    }

    /// @notice Whether the last settlement stands as it was worked out here: who sold and bought how much, to the Wh.
    function isLastAsExpected(uint16 zone) external view returns (bool) {
        return _last[zone].hints.length == 0 || market.isSettled(_last[zone]);
    }

    // --- Internal writes: settling ---

    function _settle(uint16 zone, uint256 seed, uint256 count) private {
        uint256 left = 96 - (nextInterval[zone] % 96);
        (int256[] memory rows, uint256 intervals) = _draw(zone, seed, count < left ? count : left);
        _settleRows(zone, rows, intervals);
        _succeeded("settle");
    }

    function _settleRows(uint16 zone, int256[] memory rows, uint256 count) private {
        _estimate(zone, rows, count);
        (bytes memory hints, int256[] memory executed, uint256[] memory prices) = _clear(zone, rows, count);
        bytes memory readings = _pack(rows);
        uint32 first = nextInterval[zone];
        bytes memory signature = _sign(zone, first, count, readings);
        _passTo(first + count);
        market.settle(zone, first, hints, readings, signature);
        _last[zone] = ISettlements.Settlement(zone, first, hints, readings, _pack(executed));
        nextInterval[zone] = first + uint32(count);
        for (uint256 place = 0; place < rows.length / count; ++place) {
            _bookPlace(zone, place, rows, executed, prices);
        }
    }

    function _bookPlace(
        uint16 zone,
        uint256 place,
        int256[] memory rows,
        int256[] memory executed,
        uint256[] memory prices
    ) private {
        uint16 day = uint16((nextInterval[zone] - prices.length) / 96);
        uint32 account = _accountAt(zone, place);
        IMarketZones.Tariff memory tariff_ = market.tariffOn(zone, day);
        int256 net = 0;
        for (uint256 i = 0; i < prices.length; ++i) {
            (int256 metered, int256 traded) = (rows[place * prices.length + i], executed[place * prices.length + i]);
            if (metered == PlainClearing.MISSING) continue;
            net += int256(prices[i]) * traded + _rest(metered - traded, tariff_);
            if (traded < 0) net += 4 * traded;
            if (books[account].isCertified) uncertified[zone] += _above(metered);
        }
        if (net != 0) _book(account, net, day);
    }

    /// @dev What an account owes beyond its credit once it cannot pay ends its orders with the day.
    function _book(uint32 account, int256 amount, uint16 lastDay) private {
        int256 before = books[account].worth;
        books[account].worth = before + amount;
        uint256 debt = uint256(_above(-books[account].worth));
        bool isShort = amount < 0 && books[account].worth < 0;
        if (isShort && debt > market.accountOf(account).creditLimit) _suspend(account, lastDay);
    }

    function _suspend(uint32 account, uint16 lastDay) private {
        Given[] storage given = _orders[account];
        while (given.length != 0 && given[given.length - 1].fromDay > lastDay) given.pop();
        for (uint256 i = 0; i < given.length; ++i) {
            if (given[i].validUntil > lastDay) given[i].validUntil = lastDay;
        }
    }

    function _moveIn(uint16 zone) private {
        address owner = VM.addr(0xE000 + ++_households);
        uint256 place = _places(zone);
        IMeterDevices.Registration[] memory list = new IMeterDevices.Registration[](1);
        list[0] = IMeterDevices.Registration({
            keyHash: uint160(owner),
            isSecp256k1: true,
            zone: zone,
            class: place % 2 == 0 ? IMeterDevices.DeviceClass.Photovoltaic : IMeterDevices.DeviceClass.Consumption,
            gateway: 1,
            owner: owner,
            calibratedUntil: LAST_DAY
        });
        uint32 device = meters.register(list);
        VM.prank(owner);
        uint32 account = market.join(device, uint16(place));
        books[account] = Books(0, place % 2 == 0, owner, device);
        market.deposit(account, 50_000);
        books[account].worth = 50_000;
        IStandingOrders.OrderTerms memory terms = IStandingOrders.OrderTerms(20, 8, 2_000, 2_000);
        VM.prank(owner);
        market.giveOrder(account, terms, LAST_DAY);
        _orders[account].push(Given(_today() + 1, LAST_DAY, terms));
    }

    function _passTo(uint256 interval) private {
        if (_now() < interval * 900) VM.warp(interval * 900);
    }

    function _succeeded(string memory act) private {
        ++successes[act];
    }

    // --- Internal reads: clearing ---

    /// @dev Readings of all places and intervals: mostly small, some none, some missing; nothing where nobody is.
    function _draw(
        uint16 zone,
        uint256 seed,
        uint256 count
    ) private view returns (int256[] memory rows, uint256 intervals) {
        uint256 length = _places(zone) * count;
        rows = new int256[](length);
        uint16 day = uint16(nextInterval[zone] / 96);
        for (uint256 i = 0; i < length; ++i) {
            seed = uint256(keccak256(abi.encode(seed, i)));
            if (!_isThere(_accountAt(zone, i / count), day)) continue;
            uint256 kind = seed % 16;
            if (kind == 0) rows[i] = PlainClearing.MISSING;
            else if (kind < 4) rows[i] = int256((seed >> 8) % 7) - 3;
            else if (kind != 4) rows[i] = int256((seed >> 8) % 3_000) - 1_500;
        }
        return (rows, count);
    }

    /// @dev The code where a device was stopped.
    function _estimate(uint16 zone, int256[] memory rows, uint256 count) private view {
        uint16 day = uint16(nextInterval[zone] / 96);
        for (uint256 i = 0; i < rows.length; ++i) {
            uint32 account = _accountAt(zone, i / count);
            if (!_isThere(account, day)) continue;
            Stop[] storage marks = _stops[books[account].device];
            for (uint256 j = 0; j < marks.length; ++j) {
                bool isIn = nextInterval[zone] + (i % count) >= marks[j].fromInterval && day < marks[j].untilDay;
                if (isIn) rows[i] = PlainClearing.MISSING;
            }
        }
    }

    function _clear(
        uint16 zone,
        int256[] memory rows,
        uint256 count
    ) private view returns (bytes memory hints, int256[] memory executed, uint256[] memory prices) {
        IMarketZones.Tariff memory tariff_ = market.tariffOn(zone, uint16(nextInterval[zone] / 96));
        PlainClearing.Rules memory rules = PlainClearing.Rules(tariff_.feedIn, tariff_.retail, 4, zone == 2);
        executed = new int256[](rows.length);
        prices = new uint256[](count);
        for (uint256 i = 0; i < count; ++i) {
            PlainClearing.Party[] memory parties = _parties(zone, rows, count, i);
            PlainClearing.Outcome memory outcome = parties.clear(rules);
            hints = bytes.concat(hints, _hint(outcome));
            prices[i] = outcome.price;
            int256 sum = 0;
            for (uint256 place = 0; place < parties.length; ++place) {
                executed[place * count + i] = outcome.traded[place];
                sum += outcome.traded[place];
                _checkTrade(parties[place], outcome, rules, outcome.traded[place]);
            }
            assertTrue(sum == 0, "ENERGY-2: sold is bought, to the Wh");
        }
    }

    function _checkTrade(
        PlainClearing.Party memory party,
        PlainClearing.Outcome memory outcome,
        PlainClearing.Rules memory rules,
        int256 traded
    ) private pure {
        uint256 bought = uint256(_above(-traded));
        uint256 sold = uint256(_above(traded));
        string memory sentence = "ENERGY-3: nobody trades beyond limit, cap or reading";
        assertLe(bought, PlainClearing.demandOf(party, rules, outcome.price), sentence);
        assertLe(sold, PlainClearing.supplyOf(party, rules, outcome.price), sentence);
    }

    function _parties(
        uint16 zone,
        int256[] memory rows,
        uint256 count,
        uint256 position
    ) private view returns (PlainClearing.Party[] memory parties) {
        uint32 interval = nextInterval[zone] + uint32(position);
        uint16 day = uint16(interval / 96);
        parties = new PlainClearing.Party[](rows.length / count);
        for (uint256 place = 0; place < parties.length; ++place) {
            uint32 account = _accountAt(zone, place);
            IMarketAccounts.Account memory held = market.accountOf(account);
            (bool isGiven, IStandingOrders.OrderTerms memory terms) = _termsOn(account, day, interval);
            PlainClearing.Party memory party = parties[place];
            party.reading = rows[place * count + position];
            // In zone 2 the buyers hold the attribute: who has nothing that is certified sells to nobody.
            if (!isGiven) continue;
            party.buyLimit = terms.buyLimit;
            party.sellLimit = terms.sellLimit;
            party.maxBuy = terms.maxBuy;
            party.maxSell = zone == 1 || books[account].isCertified ? terms.maxSell : 0;
            party.isFirst = zone == 1 && day >= held.priorityFrom && day < held.priorityUntil;
        }
    }

    /// @dev The order of an interval: the last one given for the day or a day before, or the one-off order in its place.
    function _termsOn(
        uint32 account,
        uint16 day,
        uint32 interval
    ) private view returns (bool isGiven, IStandingOrders.OrderTerms memory terms) {
        Given[] storage given = _orders[account];
        for (uint256 i = given.length; i > 0; --i) {
            if (given[i - 1].fromDay > day) continue;
            if (given[i - 1].validUntil < day) return (false, terms);
            OneOff storage single = _oneOffs[account];
            bool isSingle = single.first != 0 && interval >= single.first && interval <= single.last;
            return (true, isSingle ? single.terms : given[i - 1].terms);
        }
    }

    function _hint(PlainClearing.Outcome memory outcome) private pure returns (bytes memory) {
        return
            abi.encodePacked(
                uint24(outcome.price),
                uint40(outcome.buyNumerator),
                uint40(outcome.buyDenominator),
                uint40(outcome.sellNumerator),
                uint40(outcome.sellDenominator),
                outcome.isShort ? uint8(1) : 0
            );
    }

    /// @dev The hints of an interval with one number changed by one, or as they were where it cannot be.
    function _nudged(bytes memory hints, uint256 field, bool isMore) private pure returns (bytes memory) {
        uint256 shift = field == 0 ? 168 : 168 - 40 * field;
        uint256 word = uint192(bytes24(hints));
        uint256 value = (word >> shift) & (field == 0 ? type(uint24).max : type(uint40).max);
        if (value == 0 && !isMore) return hints;
        return abi.encodePacked(uint192(isMore ? word + (1 << shift) : word - (1 << shift)));
    }

    // --- Internal reads ---

    function _rest(int256 rest, IMarketZones.Tariff memory tariff_) private pure returns (int256) {
        return rest > 0 ? rest * int256(uint256(tariff_.feedIn)) : rest * int256(uint256(tariff_.retail));
    }

    function _above(int256 value) private pure returns (int256) {
        return value > 0 ? value : int256(0);
    }

    function _isThere(uint32 account, uint16 day) private view returns (bool) {
        IMarketAccounts.Account memory held = market.accountOf(account);
        return day >= held.activeFrom && (held.closesOn == 0 || day < held.closesOn);
    }

    function _terms(uint256 seed) private pure returns (IStandingOrders.OrderTerms memory) {
        return
            IStandingOrders.OrderTerms(
                uint24((seed >> 16) % 26),
                uint24((seed >> 32) % 22),
                uint24((seed >> 48) % 2_000),
                uint24((seed >> 64) % 2_000)
            );
    }

    function _zone(uint256 seed) private pure returns (uint16) {
        return uint16(1 + (seed % ZONES));
    }

    function _account(uint256 seed) private view returns (uint32) {
        uint16 zone = _zone(seed);
        return _accountAt(zone, (seed >> 8) % _places(zone));
    }

    function _accountAt(uint16 zone, uint256 place) private pure returns (uint32) {
        return (uint32(zone) << 16) | uint32(place);
    }

    function _places(uint16 zone) private view returns (uint256) {
        return market.zoneOf(zone).places;
    }

    function _today() private view returns (uint16) {
        return uint16(_now() / 1 days);
    }

    function _pack(int256[] memory amounts) private pure returns (bytes memory list) {
        list = new bytes(amounts.length * 3);
        for (uint256 i = 0; i < amounts.length; ++i) _put(list, i, amounts[i]);
    }

    function _put(bytes memory list, uint256 index, int256 amount) private pure {
        for (uint256 i = 0; i < 3; ++i) list[index * 3 + i] = bytes1(uint8(uint256(amount) >> (8 * (2 - i))));
    }

    function _write(bytes storage list, uint256 index, int256 amount) private {
        for (uint256 i = 0; i < 3; ++i) list[index * 3 + i] = bytes1(uint8(uint256(amount) >> (8 * (2 - i))));
    }

    function _readingAt(bytes memory list, uint256 index) private pure returns (int256) {
        uint24 bits =
            (uint24(uint8(list[index * 3])) << 16) |
                (uint24(uint8(list[index * 3 + 1])) << 8) |
                uint8(list[index * 3 + 2]);
        return int24(bits);
    }

    function _sign(
        uint16 zone,
        uint32 first,
        uint256 count,
        bytes memory readings
    ) private view returns (bytes memory) {
        uint256 listed = readings.length / 3 / count;
        return _signed(keccak256(abi.encode(READINGS, zone, first, count, listed, keccak256(readings))));
    }

    function _signed(bytes32 structHash) private view returns (bytes memory) {
        bytes32 domain = keccak256(
            abi.encode(DOMAIN, keccak256("Civitas MeterRegistry"), keccak256("1"), block.chainid, address(meters))
        );
        bytes32 digest = keccak256(abi.encodePacked(hex"1901", domain, structHash));
        (uint8 v, bytes32 r, bytes32 s) = VM.sign(GATEWAY_KEY, digest);
        return abi.encodePacked(r, s, v);
    }
}
