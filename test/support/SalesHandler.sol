// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {AssuranceFund} from "../../contracts/land/AssuranceFund.sol";
import {Conveyance} from "../../contracts/land/Conveyance.sol";
import {IForcedSales} from "../../contracts/land/conveyance/IForcedSales.sol";
import {ISales} from "../../contracts/land/conveyance/ISales.sol";
import {ISaleTaxes} from "../../contracts/land/conveyance/ISaleTaxes.sol";
import {IEscrows} from "../../contracts/land/conveyance/IEscrows.sol";
import {SaleRecords} from "../../contracts/land/conveyance/SaleRecords.sol";
import {ILandRegistry} from "../../contracts/land/ILandRegistry.sol";
import {ITitleCore} from "../../contracts/land/ITitleCore.sol";
import {LandRegistry} from "../../contracts/land/LandRegistry.sol";
import {EncumbranceWord} from "../../contracts/land/libraries/EncumbranceWords.sol";
import {TitleWord} from "../../contracts/land/libraries/TitleWords.sol";
import {Artifacts} from "./Artifacts.sol";
import {OfficerTable__Double} from "./Payments__Doubles.sol";
import {SaleToken__Double} from "./Sales__Doubles.sol";
import {Test} from "./Test.sol";

/// @notice Four people who sell each other four homes, in whatever way there is, with a token that some of them sometimes
/// cannot receive. It keeps its own book of what everybody has, which the contracts must match to the unit.
contract SalesHandler is Test {
    // --- Types and constants ---

    uint256 public constant PEOPLE = 4;
    uint256 public constant TITLES = 4;

    address public constant REVENUE = address(0xCA5);

    uint256 private constant FIRST_KEY = 0x5A1E;
    uint256 private constant CENT = 10_000;
    bytes32 private constant DOCUMENT = keccak256("document");
    bytes32 private constant SALT = keccak256("salt");
    bytes32 private constant CANCELLATION = keccak256(
        "Cancellation(bytes32 statement,bool isForfeited,uint40 deadline)"
    );

    // --- Storage ---

    OfficerTable__Double public immutable OFFICERS;
    LandRegistry public immutable REGISTRY;
    SaleToken__Double public immutable TOKEN;
    AssuranceFund public immutable FUND;
    Conveyance public immutable CONVEYANCE;

    address[PEOPLE] public people;
    uint256[TITLES] public ids;
    string[] public acts;
    mapping(string act => uint256) public successes;
    /// @notice What an account has, on hand and as a credit.
    mapping(address account => uint256) public bookOf;
    /// @notice Deposits of open escrows.
    uint256 public deposits;
    mapping(uint256 id => address owner) public expectedOwner;

    bytes[] private _escrows;
    mapping(address person => uint256 key) private _keyOf;
    uint256 private _orders;
    uint16 private _taxBps = 350;
    uint16 private _levyBps = 10;

    // --- Constructor ---

    constructor() {
        VM.warp(1_800_000_000);
        OFFICERS = new OfficerTable__Double();
        TOKEN = new SaleToken__Double();
        address[4] memory codes = [
            Artifacts.deploy("TitleDealings", ""),
            Artifacts.deploy("TitleJudgments", abi.encode(address(0))),
            Artifacts.deploy("LandSurvey", abi.encode(address(0))),
            Artifacts.deploy("LandArchive", abi.encode(address(0)))
        ];
        REGISTRY = LandRegistry(Artifacts.deploy("LandRegistry", abi.encode(OFFICERS, address(0), codes)));
        FUND = AssuranceFund(Artifacts.deploy("AssuranceFund", abi.encode(OFFICERS, TOKEN, address(0))));
        SaleRecords.Setup memory setup = SaleRecords.Setup(address(REGISTRY), address(TOKEN), address(FUND), false);
        CONVEYANCE = Conveyance(
            Artifacts.deploy(
                "Conveyance",
                abi.encode(
                    OFFICERS,
                    setup,
                    address(0),
                    Artifacts.deploy("SaleEscrows", abi.encode(setup)),
                    Artifacts.deploy("ForcedSales", abi.encode(setup))
                )
            )
        );
        bytes4[] memory selectors = new bytes4[](8);
        selectors[0] = REGISTRY.setDesk.selector;
        selectors[1] = REGISTRY.register.selector;
        selectors[2] = REGISTRY.openNamespace.selector;
        selectors[3] = REGISTRY.encumberByOrder.selector;
        selectors[4] = REGISTRY.orderSale.selector;
        selectors[5] = REGISTRY.announceAgent.selector;
        selectors[6] = CONVEYANCE.setTariff.selector;
        selectors[7] = CONVEYANCE.foreclose.selector;
        OFFICERS.appoint(address(this), selectors);
        REGISTRY.setDesk(address(this), true);
        REGISTRY.openNamespace("N", 0, DOCUMENT);
        REGISTRY.announceAgent(address(CONVEYANCE), 3);
        CONVEYANCE.setTariff(ISaleTaxes.Tariff(REVENUE, _taxBps, _levyBps, false));
        for (uint256 i = 0; i < PEOPLE; ++i) {
            people[i] = VM.addr(FIRST_KEY + i);
            _keyOf[people[i]] = FIRST_KEY + i;
            bookOf[people[i]] = 1e15;
            TOKEN.mint(people[i], 1e15);
            VM.prank(people[i]);
            TOKEN.approve(address(CONVEYANCE), type(uint256).max);
        }
        for (uint256 i = 0; i < TITLES; ++i) {
            ids[i] = uint256(bytes32("N:A")) + ((i + 1) << 232);
            expectedOwner[ids[i]] = people[i];
            REGISTRY.register(ILandRegistry.Attested(ids[i], people[i], DOCUMENT, 1), DOCUMENT);
        }
        string[13] memory names = [
            "sell",
            "sellWithLoan",
            "forget",
            "chain",
            "lien",
            "open",
            "complete",
            "tender",
            "refund",
            "forfeit",
            "cancel",
            "foreclose",
            "claim"
        ];
        for (uint256 i = 0; i < names.length; ++i) acts.push(names[i]);
    }

    function actCount() external view returns (uint256) {
        return acts.length;
    }

    // --- Acts: sales ---

    /// @notice An owner sells; what blocks is paid off, or waived where the price is too small.
    function sell(uint256 idSeed, uint256 buyerSeed, uint256 price) external {
        ISales.Sale memory sale = _sale(idSeed, buyerSeed, price, 0);
        if (sale.sellers.length == 0) return;
        CONVEYANCE.settle(sale, _signatures(sale, 0));
        _bookSale(sale);
        ++successes["sell"];
    }

    /// @notice The same with a lender, whose mortgage is entered.
    function sellWithLoan(
        uint256 idSeed,
        uint256 buyerSeed,
        uint256 price,
        uint256 lenderSeed,
        uint256 funds
    ) external {
        ISales.Sale memory sale = _sale(idSeed, buyerSeed, price, 0);
        if (sale.sellers.length == 0 || REGISTRY.titleOf(sale.id).lastNumber() > 1_000) return;
        sale.charges = new ISales.Charge[](1);
        funds = bound(funds, 0, sale.price + sale.tax + sale.levy);
        sale.charges[0] = ISales.Charge(_person(lenderSeed), funds, uint40(funds / CENT) + 1, 0, 1, DOCUMENT);
        CONVEYANCE.settle(sale, _signatures(sale, 0));
        _bookSale(sale);
        TitleWord title = REGISTRY.titleOf(sale.id);
        EncumbranceWord entered = REGISTRY.encumbranceOf(sale.id, title.lastNumber());
        assertEq(entered.holder(), sale.charges[0].holder, "SALE-1: the loan is entered with the deed");
        assertEq(title.blockers(), 1, "SALE-3: nothing else blocks the title");
        ++successes["sellWithLoan"];
    }

    /// @notice A statement that forgets what blocks, or a signature, completes nothing.
    function forget(uint256 idSeed, uint256 buyerSeed, uint256 price, bool isSignature) external {
        ISales.Sale memory sale = _sale(idSeed, buyerSeed, price, 0);
        if (sale.sellers.length == 0 || sale.payoffs.length == 0) return;
        if (!isSignature) {
            sale.sellers[0].amount = sale.price;
            sale.payoffs = new ISales.Payoff[](0);
        }
        bytes[] memory signatures = _signatures(sale, 0);
        if (isSignature) signatures[2] = "";
        try CONVEYANCE.settle(sale, signatures) {
            assertTrue(false, "SALE-3: no title leaves with a blocker that nobody released");
        } catch {}
        ++successes["forget"];
    }

    /// @notice Two homes change hands together; who sells one may buy the other.
    function chain(uint256 firstSeed, uint256 secondSeed, uint256 buyerSeed, uint256 price, bool isRing) external {
        (uint256 low, uint256 high) = (firstSeed % TITLES, secondSeed % TITLES);
        if (low == high) return;
        if (low > high) (low, high) = (high, low);
        ISales.Sale[] memory sales = new ISales.Sale[](2);
        sales[0] = _sale(low, buyerSeed, price, 0);
        sales[1] = _sale(high, buyerSeed, price / 2 + 7, 0);
        if (sales[0].sellers.length == 0 || sales[1].sellers.length == 0) return;
        if (expectedOwner[sales[0].id] != expectedOwner[sales[1].id]) {
            sales[1].buyer = expectedOwner[sales[0].id];
            if (isRing) sales[0].buyer = expectedOwner[sales[1].id];
        }
        bytes32 chain_ = CONVEYANCE.chainOf(sales);
        bytes[][] memory signatures = new bytes[][](2);
        for (uint256 i = 0; i < 2; ++i) signatures[i] = _signatures(sales[i], chain_);
        CONVEYANCE.settleChain(sales, signatures);
        for (uint256 i = 0; i < 2; ++i) _bookSale(sales[i]);
        ++successes["chain"];
    }

    /// @notice A court enters a lien.
    function lien(uint256 idSeed, uint256 holderSeed, uint40 amount) external {
        uint256 id = ids[idSeed % TITLES];
        if (REGISTRY.titleOf(id).active() > 5) return;
        ITitleCore.Terms memory terms = ITitleCore.Terms(_person(holderSeed), uint40(bound(amount, 1, 1e7)), 0, 7);
        bytes32 order = _order();
        uint256 intake = REGISTRY.lodge(id, keccak256(abi.encode(id, terms, order, SALT)));
        REGISTRY.encumberByOrder(id, terms, order, intake, SALT);
        ++successes["lien"];
    }

    // --- Acts: escrows ---

    /// @notice A buyer pays a deposit.
    function open(uint256 idSeed, uint256 buyerSeed, uint256 price, uint256 deposit) external {
        ISales.Sale memory sale = _sale(idSeed, buyerSeed, price, bound(deposit, 1, 1e12));
        if (sale.sellers.length == 0) return;
        for (uint256 i = 0; i < sale.payoffs.length; ++i) if (sale.payoffs[i].holder == sale.buyer) return;
        // The same statement is opened once, and never again where it was cancelled.
        try CONVEYANCE.open(sale, 0, _signatures(sale, 0)) {
            bookOf[sale.buyer] -= sale.deposit;
            deposits += sale.deposit;
            _escrows.push(abi.encode(sale));
            ++successes["open"];
        } catch {}
    }

    /// @notice An escrow completes, where the title still allows it.
    function complete(uint256 seed) external {
        (ISales.Sale memory sale, bool isFound) = _escrow(seed);
        if (!isFound) return;
        try CONVEYANCE.settle(sale, _signatures(sale, 0)) {
            _closeEscrow(seed, sale);
            bookOf[sale.buyer] += sale.deposit;
            _bookSale(sale);
            ++successes["complete"];
        } catch {}
    }

    /// @notice The sellers' side shows that it can complete.
    function tender(uint256 seed) external {
        (ISales.Sale memory sale, bool isFound) = _escrow(seed);
        if (!isFound) return;
        try CONVEYANCE.tender(sale, 0, _signatures(sale, 0)) {
            ++successes["tender"];
        } catch {}
    }

    /// @notice Anybody tries to have a deposit paid back, later or at once.
    function refund(uint256 seed, uint256 wait) external {
        (ISales.Sale memory sale, bool isFound) = _escrow(seed);
        if (!isFound) return;
        VM.warp(_now() + bound(wait, 0, 12 days));
        try CONVEYANCE.refund(sale, 0) {
            _closeEscrow(seed, sale);
            bookOf[sale.buyer] += sale.deposit;
            ++successes["refund"];
        } catch {}
    }

    /// @notice Anybody tries to have a deposit forfeited.
    function forfeit(uint256 seed, uint256 wait) external {
        (ISales.Sale memory sale, bool isFound) = _escrow(seed);
        if (!isFound) return;
        VM.warp(_now() + bound(wait, 0, 12 days));
        try CONVEYANCE.forfeit(sale, 0) {
            _closeEscrow(seed, sale);
            _bookForfeit(sale);
            ++successes["forfeit"];
        } catch {}
    }

    /// @notice Both sides cancel.
    function cancel(uint256 seed, bool isForfeited) external {
        (ISales.Sale memory sale, bool isFound) = _escrow(seed);
        if (!isFound) return;
        uint40 deadline = uint40(_now() + 1 days);
        bytes32 structHash = keccak256(
            abi.encode(CANCELLATION, CONVEYANCE.statementOf(sale, 0), isForfeited, deadline)
        );
        bytes[] memory signatures = new bytes[](2);
        signatures[0] = _sign(sale.sellers[0].account, _digest(structHash));
        signatures[1] = _sign(sale.buyer, _digest(structHash));
        CONVEYANCE.cancel(sale, 0, isForfeited, deadline, signatures);
        _closeEscrow(seed, sale);
        if (isForfeited) _bookForfeit(sale);
        else bookOf[sale.buyer] += sale.deposit;
        ++successes["cancel"];
    }

    // --- Acts: forced sales, credits, tariff ---

    /// @notice A court orders a sale and the best bidder buys; claims are paid by rank.
    function foreclose(uint256 idSeed, uint256 buyerSeed, uint256 price) external {
        ISales.Sale memory sale = _sale(idSeed, buyerSeed, price, 0);
        if (sale.sellers.length == 0 || sale.payoffs.length == 0) return;
        REGISTRY.orderSale(sale.id, true, _order());
        IForcedSales.Auction memory auction;
        (auction.id, auction.version, auction.buyer) = (sale.id, sale.version, sale.buyer);
        (auction.price, auction.tax, auction.levy) = (sale.price, sale.tax, sale.levy);
        auction.owners = new address[](1);
        auction.owners[0] = sale.sellers[0].account;
        (auction.protocolHash, auction.deadline) = (DOCUMENT, sale.deadline);
        auction.numbers = new uint256[](sale.payoffs.length);
        uint256 left = sale.price;
        for (uint256 i = 0; i < auction.numbers.length; ++i) {
            auction.numbers[i] = sale.payoffs[i].number;
            EncumbranceWord encumbrance = REGISTRY.encumbranceOf(sale.id, sale.payoffs[i].number);
            uint256 paid = encumbrance.amount() * CENT;
            // SALE-4, in the book: nobody behind gets anything before the one in front has everything.
            if (paid > left) paid = left;
            left -= paid;
            bookOf[encumbrance.holder()] += paid;
        }
        bookOf[auction.owners[0]] += left;
        _bookDues(sale);
        CONVEYANCE.foreclose(auction, _sign(auction.buyer, CONVEYANCE.bidOf(auction)));
        expectedOwner[sale.id] = auction.buyer;
        ++successes["foreclose"];
    }

    /// @notice Somebody claims a credit.
    function claim(uint256 seed) external {
        address person = _person(seed);
        if (CONVEYANCE.creditOf(person) == 0 || TOKEN.isBarred(person)) return;
        CONVEYANCE.pushCredit(person);
        ++successes["claim"];
    }

    /// @notice Some account cannot receive for a while.
    function bar(uint256 seed, bool isBarred) external {
        TOKEN.setBarred(
            seed % 6 == 4
                ? REVENUE
                : seed % 6 == 5
                    ? address(FUND)
                    : _person(seed),
            isBarred
        );
    }

    /// @notice The revenue office changes the tariff.
    function setTariff(uint16 taxBps, uint16 levyBps) external {
        (_taxBps, _levyBps) = (uint16(bound(taxBps, 0, 1_500)), uint16(bound(levyBps, 0, 100)));
        CONVEYANCE.setTariff(ISaleTaxes.Tariff(REVENUE, _taxBps, _levyBps, false));
    }

    // --- Internal ---

    /// @dev A sale of a title as it stands; without sellers where the buyer owns it already.
    function _sale(
        uint256 idSeed,
        uint256 buyerSeed,
        uint256 price,
        uint256 deposit
    ) private view returns (ISales.Sale memory sale) {
        sale.id = ids[idSeed % TITLES];
        TitleWord title = REGISTRY.titleOf(sale.id);
        sale.buyer = _person(buyerSeed);
        if (sale.buyer == title.owner()) return sale;
        (sale.version, sale.token, sale.price) = (title.version(), address(TOKEN), bound(price, 0, 1e12));
        sale.tax = (sale.price * _taxBps) / 10_000;
        sale.levy = (sale.price * _levyBps) / 10_000;
        (sale.deposit, sale.deadline, sale.documentHash) = (deposit, uint40(_now() + 10 days), DOCUMENT);
        sale.payoffs = _payoffs(sale.id, title, sale.price);
        uint256 left = sale.price;
        for (uint256 i = 0; i < sale.payoffs.length; ++i) left -= sale.payoffs[i].amount;
        sale.sellers = new ISales.Seller[](1);
        sale.sellers[0] = ISales.Seller(title.owner(), left, deposit / 3);
    }

    /// @dev Everything that blocks, in the order of its numbers, which is that of its ranks here; each gets a part.
    function _payoffs(uint256 id, TitleWord title, uint256 price) private view returns (ISales.Payoff[] memory list) {
        list = new ISales.Payoff[](title.blockers());
        uint256 count = 0;
        for (uint256 number = 1; number <= title.lastNumber(); ++number) {
            EncumbranceWord encumbrance = REGISTRY.encumbranceOf(id, number);
            if (!encumbrance.blocks()) continue;
            list[count++] = ISales.Payoff(number, encumbrance.holder(), price / 9);
        }
    }

    function _signatures(ISales.Sale memory sale, bytes32 chain_) private view returns (bytes[] memory signatures) {
        bytes32 statement = CONVEYANCE.statementOf(sale, chain_);
        signatures = new bytes[](2 + sale.payoffs.length + sale.charges.length);
        signatures[0] = _sign(sale.sellers[0].account, statement);
        signatures[1] = _sign(sale.buyer, statement);
        for (uint256 i = 0; i < sale.payoffs.length; ++i) signatures[2 + i] = _sign(sale.payoffs[i].holder, statement);
        for (uint256 i = 0; i < sale.charges.length; ++i) {
            signatures[2 + sale.payoffs.length + i] = _sign(sale.charges[i].holder, statement);
        }
    }

    /// @dev What a sale moves, in the book, and what it does to the title.
    function _bookSale(ISales.Sale memory sale) private {
        uint256 lent = 0;
        for (uint256 i = 0; i < sale.charges.length; ++i) {
            bookOf[sale.charges[i].holder] -= sale.charges[i].funds;
            lent += sale.charges[i].funds;
        }
        bookOf[sale.buyer] += lent;
        for (uint256 i = 0; i < sale.payoffs.length; ++i) {
            bookOf[sale.payoffs[i].holder] += sale.payoffs[i].amount;
            bool isGone = REGISTRY.encumbranceOf(sale.id, sale.payoffs[i].number).isEmpty();
            assertTrue(isGone, "SALE-1: what is paid off is released");
        }
        bookOf[sale.sellers[0].account] += sale.sellers[0].amount;
        _bookDues(sale);
        expectedOwner[sale.id] = sale.buyer;
    }

    /// @dev The buyer's part: price, and tax and levy at the rates of now.
    function _bookDues(ISales.Sale memory sale) private {
        uint256 tax = (sale.price * _taxBps) / 10_000;
        uint256 levy = (sale.price * _levyBps) / 10_000;
        bookOf[sale.buyer] -= sale.price + tax + levy;
        bookOf[REVENUE] += tax;
        bookOf[address(FUND)] += levy;
    }

    function _bookForfeit(ISales.Sale memory sale) private {
        bookOf[sale.sellers[0].account] += sale.sellers[0].forfeit;
        bookOf[sale.buyer] += sale.deposit - sale.sellers[0].forfeit;
    }

    function _escrow(uint256 seed) private view returns (ISales.Sale memory sale, bool isFound) {
        if (_escrows.length == 0) return (sale, false);
        return (abi.decode(_escrows[seed % _escrows.length], (ISales.Sale)), true);
    }

    function _closeEscrow(uint256 seed, ISales.Sale memory sale) private {
        deposits -= sale.deposit;
        uint256 place = seed % _escrows.length;
        _escrows[place] = _escrows[_escrows.length - 1];
        _escrows.pop();
        (IEscrows.EscrowState state, uint256 left) = CONVEYANCE.escrowOf(CONVEYANCE.statementOf(sale, 0));
        bool isOver = state == IEscrows.EscrowState.None || state == IEscrows.EscrowState.Cancelled;
        assertTrue(isOver && left == 0, "SALE-5: what is over holds nothing");
    }

    function _order() private returns (bytes32) {
        return keccak256(abi.encode("order", ++_orders));
    }

    function _digest(bytes32 structHash) private view returns (bytes32) {
        bytes32 domain = keccak256(
            abi.encode(
                keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"),
                keccak256("Civitas Conveyance"),
                keccak256("1"),
                block.chainid,
                address(CONVEYANCE)
            )
        );
        return keccak256(abi.encodePacked(hex"1901", domain, structHash));
    }

    function _sign(address person, bytes32 digest) private view returns (bytes memory) {
        (uint8 v, bytes32 r, bytes32 s) = VM.sign(_keyOf[person], digest);
        return abi.encodePacked(r, s, v);
    }

    function _person(uint256 seed) private view returns (address) {
        return people[seed % PEOPLE];
    }
}
