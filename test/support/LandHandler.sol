// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ITitleCore} from "../../contracts/land/ITitleCore.sol";
import {ILandRegistry} from "../../contracts/land/ILandRegistry.sol";
import {LandRegistry} from "../../contracts/land/LandRegistry.sol";
import {EncumbranceWord} from "../../contracts/land/libraries/EncumbranceWords.sol";
import {TitleWord, TitleWords} from "../../contracts/land/libraries/TitleWords.sol";
import {Artifacts} from "./Artifacts.sol";
import {OfficerTable__Double} from "./Payments__Doubles.sol";
import {Test} from "./Test.sol";

/// @notice Four people, all officers and an agent, who do what they may with five titles and try what they may not. It
/// keeps its own book of ranks, and of owners, which the register must match.
contract LandHandler is Test {
    // --- Types and constants ---

    uint256 public constant PEOPLE = 4;
    uint256 public constant TITLES = 5;

    uint256 private constant FIRST_KEY = 0x1A4D;
    bytes32 private constant DOCUMENT = keccak256("document");
    bytes32 private constant SALT = keccak256("salt");
    bytes32 private constant ENCUMBER = keccak256(
        "Encumber(uint256 id,uint256 version,address holder,uint40 amount,uint16 expiryDay,uint8 kind,bytes32 documentHash,uint256 deadline)"
    );

    // --- Storage ---

    LandRegistry public immutable REGISTRY;
    address[PEOPLE] public people;
    uint256[TITLES] public ids;
    string[] public acts;
    mapping(string act => uint256) public successes;
    mapping(uint256 id => mapping(uint256 number => uint256 rank)) public expectedRank;
    mapping(uint256 id => address owner) public expectedOwner;
    mapping(uint256 id => bool isFrozen) public expectedFrozen;

    mapping(address person => uint256 key) private _keyOf;
    uint256 private _orders;

    // --- Constructor ---

    constructor() {
        VM.warp(1_800_000_000);
        OfficerTable__Double officers = new OfficerTable__Double();
        address[4] memory codes = [
            Artifacts.deploy("TitleDealings", ""),
            Artifacts.deploy("TitleJudgments", abi.encode(address(0))),
            Artifacts.deploy("LandSurvey", abi.encode(address(0))),
            Artifacts.deploy("LandArchive", abi.encode(address(0)))
        ];
        REGISTRY = LandRegistry(Artifacts.deploy("LandRegistry", abi.encode(officers, address(0), codes)));
        bytes4[] memory selectors = new bytes4[](11);
        selectors[0] = REGISTRY.setDesk.selector;
        selectors[1] = REGISTRY.encumber.selector;
        selectors[2] = REGISTRY.register.selector;
        selectors[3] = REGISTRY.openNamespace.selector;
        selectors[4] = REGISTRY.freezeByOrder.selector;
        selectors[5] = REGISTRY.encumberByOrder.selector;
        selectors[6] = REGISTRY.transferByOrder.selector;
        selectors[7] = REGISTRY.divideByOrder.selector;
        selectors[8] = REGISTRY.orderSale.selector;
        selectors[9] = REGISTRY.announceAgent.selector;
        selectors[10] = REGISTRY.releaseByOrder.selector;
        officers.appoint(address(this), selectors);
        REGISTRY.setDesk(address(this), true);
        REGISTRY.openNamespace("N", 0, DOCUMENT);
        for (uint256 i = 0; i < PEOPLE; ++i) {
            people[i] = VM.addr(FIRST_KEY + i);
            _keyOf[people[i]] = FIRST_KEY + i;
        }
        for (uint256 i = 0; i < TITLES; ++i) {
            ids[i] = uint256(bytes32("N:A")) + ((i + 1) << 232);
            expectedOwner[ids[i]] = people[i % PEOPLE];
            REGISTRY.register(ILandRegistry.Attested(ids[i], people[i % PEOPLE], DOCUMENT, 1), DOCUMENT);
        }
        string[12] memory names = [
            "mortgage",
            "lien",
            "release",
            "releaseByOrder",
            "subordinate",
            "freeze",
            "sell",
            "sellFrozen",
            "forceTransfer",
            "divide",
            "sellShare",
            "foreclose"
        ];
        for (uint256 i = 0; i < names.length; ++i) acts.push(names[i]);
    }

    /// @notice Makes the handler an agent, which has to have code: not before its constructor has ended.
    function becomeAgent() external {
        REGISTRY.announceAgent(address(this), 3);
    }

    function actCount() external view returns (uint256) {
        return acts.length;
    }

    // --- Acts ---

    /// @notice An owner alone signs a mortgage.
    function mortgage(uint256 idSeed, uint256 holderSeed, uint40 amount) external {
        (uint256 id, TitleWord title) = _title(idSeed);
        if (title.has(TitleWords.SHARED | TitleWords.FROZEN | TitleWords.SALE_ORDERED) || title.lastNumber() > 60)
            return;
        ITitleCore.Terms memory terms = ITitleCore.Terms(_person(holderSeed), amount, 0, 1);
        uint256 intake = _lodge(id, terms, DOCUMENT);
        uint256 deadline = _now() + 1 days;
        bytes32 structHash = keccak256(abi.encode(ENCUMBER, id, title.version(), terms, DOCUMENT, deadline));
        ITitleCore.Consent[] memory consents = new ITitleCore.Consent[](1);
        consents[0] = ITitleCore.Consent(title.owner(), _sign(title.owner(), structHash));
        uint256 number = REGISTRY.encumber(id, terms, DOCUMENT, intake, SALT, deadline, consents);
        expectedRank[id][number] = intake;
        ++successes["mortgage"];
    }

    /// @notice A court enters a tax lien.
    function lien(uint256 idSeed, uint256 holderSeed) external {
        (uint256 id, TitleWord title) = _title(idSeed);
        if (title.lastNumber() > 60) return;
        ITitleCore.Terms memory terms = ITitleCore.Terms(_person(holderSeed), 5, 0, 8);
        bytes32 order = _order();
        uint256 intake = _lodge(id, terms, order);
        uint256 number = REGISTRY.encumberByOrder(id, terms, order, intake, SALT);
        expectedRank[id][number] = intake;
        ++successes["lien"];
    }

    /// @notice A holder releases.
    function release(uint256 idSeed, uint256 numberSeed) external {
        (uint256 id, uint256 number, EncumbranceWord encumbrance) = _encumbrance(idSeed, numberSeed);
        if (number == 0) return;
        VM.prank(encumbrance.holder());
        REGISTRY.release(id, number, DOCUMENT);
        delete expectedRank[id][number];
        ++successes["release"];
    }

    /// @notice A court releases.
    function releaseByOrder(uint256 idSeed, uint256 numberSeed) external {
        (uint256 id, uint256 number, ) = _encumbrance(idSeed, numberSeed);
        if (number == 0) return;
        REGISTRY.releaseByOrder(id, number, _order());
        delete expectedRank[id][number];
        ++successes["releaseByOrder"];
    }

    /// @notice A holder changes places with the next in rank; a stranger, and a longer way, are refused.
    function subordinate(uint256 idSeed, uint256 numberSeed, uint256 strangerSeed) external {
        (uint256 id, uint256 number, EncumbranceWord encumbrance) = _encumbrance(idSeed, numberSeed);
        if (number == 0) return;
        (uint256 next, uint256 farther) = _behind(id, encumbrance.intake());
        if (next == 0) return;
        address stranger = _person(strangerSeed);
        if (stranger != encumbrance.holder()) {
            VM.prank(stranger);
            try REGISTRY.subordinate(id, number, next) {
                assertTrue(false, "LAND-5: nobody but the holder gives a rank up");
            } catch {}
        }
        if (farther != 0) {
            VM.prank(encumbrance.holder());
            try REGISTRY.subordinate(id, number, farther) {
                assertTrue(false, "LAND-5: nobody loses to an agreement of two others");
            } catch {}
        }
        VM.prank(encumbrance.holder());
        REGISTRY.subordinate(id, number, next);
        (expectedRank[id][number], expectedRank[id][next]) = (expectedRank[id][next], expectedRank[id][number]);
        ++successes["subordinate"];
    }

    /// @notice A court freezes, or lifts the freeze.
    function freeze(uint256 idSeed, bool isFrozen) external {
        (uint256 id, ) = _title(idSeed);
        REGISTRY.freezeByOrder(id, isFrozen, _order());
        expectedFrozen[id] = isFrozen;
        ++successes["freeze"];
    }

    /// @notice All owners sell the whole, all blocking encumbrances being discharged.
    function sell(uint256 idSeed, uint256 toSeed) external {
        (uint256 id, TitleWord title) = _title(idSeed);
        address to = _person(toSeed);
        ITitleCore.Deed memory deed = ITitleCore.Deed(
            id,
            title.version(),
            _owners(id, title),
            to,
            _discharges(id, title),
            DOCUMENT
        );
        bool isDone = false;
        try REGISTRY.convey(deed) {
            isDone = true;
        } catch {}
        assertEq(
            isDone,
            !title.has(TitleWords.FROZEN | TitleWords.SALE_ORDERED),
            "LAND-6: a title passes unless a court keeps it"
        );
        if (!isDone) {
            if (title.has(TitleWords.FROZEN)) ++successes["sellFrozen"];
            return;
        }
        for (uint256 i = 0; i < deed.discharges.length; ++i) delete expectedRank[id][deed.discharges[i].number];
        expectedOwner[id] = to;
        ++successes["sell"];
    }

    /// @notice A court moves a title; a freeze is lifted.
    function forceTransfer(uint256 idSeed, uint256 toSeed) external {
        (uint256 id, ) = _title(idSeed);
        expectedOwner[id] = _person(toSeed);
        expectedFrozen[id] = false;
        REGISTRY.transferByOrder(id, expectedOwner[id], _order());
        ++successes["forceTransfer"];
    }

    /// @notice A court divides a title among two or three.
    function divide(uint256 idSeed, uint64 first, uint64 second, bool isThird) external {
        (uint256 id, ) = _title(idSeed);
        address[] memory sorted = _sorted();
        ITitleCore.Share[] memory shares = new ITitleCore.Share[](isThird ? 3 : 2);
        uint64 sum = 0;
        for (uint256 i = 0; i < shares.length; ++i) {
            uint64 part = uint64(bound(i == 0 ? first : second, 1, 1e9));
            shares[i] = ITitleCore.Share(sorted[i], part);
            sum += part;
        }
        REGISTRY.divideByOrder(id, shares, sum, _order());
        expectedOwner[id] = address(REGISTRY);
        ++successes["divide"];
    }

    /// @notice A co-owner sells some of a share.
    function sellShare(uint256 idSeed, uint256 fromSeed, uint256 toSeed, uint64 part) external {
        (uint256 id, TitleWord title) = _title(idSeed);
        (address from, address to) = (_person(fromSeed), _person(toSeed));
        (uint64 share, ) = REGISTRY.shareOf(id, from);
        if (share == 0 || title.blockers() != 0 || title.has(TitleWords.FROZEN | TitleWords.SALE_ORDERED)) return;
        part = uint64(bound(part, 1, share));
        REGISTRY.conveyShare(id, title.version(), from, to, part, DOCUMENT);
        ++successes["sellShare"];
    }

    /// @notice A court orders a sale, and the title passes free of all that blocks it, by rank.
    function foreclose(uint256 idSeed, uint256 toSeed) external {
        (uint256 id, TitleWord title) = _title(idSeed);
        if (title.blockers() == 0 || title.has(TitleWords.FROZEN)) return;
        uint256[] memory numbers = new uint256[](title.blockers());
        uint256 rank = 0;
        for (uint256 i = 0; i < numbers.length; ++i) {
            (numbers[i], ) = _behind(id, rank);
            rank = expectedRank[id][numbers[i]];
        }
        REGISTRY.orderSale(id, true, _order());
        expectedOwner[id] = _person(toSeed);
        REGISTRY.foreclose(id, expectedOwner[id], numbers, DOCUMENT);
        for (uint256 i = 0; i < numbers.length; ++i) delete expectedRank[id][numbers[i]];
        ++successes["foreclose"];
    }

    // --- Internal ---

    function _order() private returns (bytes32) {
        return keccak256(abi.encode("order", ++_orders));
    }

    function _lodge(uint256 id, ITitleCore.Terms memory terms, bytes32 document) private returns (uint256) {
        return REGISTRY.lodge(id, keccak256(abi.encode(id, terms, document, SALT)));
    }

    function _sign(address person, bytes32 structHash) private view returns (bytes memory) {
        bytes32 domain = keccak256(
            abi.encode(
                keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"),
                keccak256("Civitas LandRegistry"),
                keccak256("1"),
                block.chainid,
                address(REGISTRY)
            )
        );
        bytes32 digest = keccak256(abi.encodePacked(hex"1901", domain, structHash));
        (uint8 v, bytes32 r, bytes32 s) = VM.sign(_keyOf[person], digest);
        return abi.encodePacked(r, s, v);
    }

    function _title(uint256 seed) private view returns (uint256 id, TitleWord title) {
        id = ids[seed % TITLES];
        title = REGISTRY.titleOf(id);
    }

    function _person(uint256 seed) private view returns (address) {
        return people[seed % PEOPLE];
    }

    function _sorted() private view returns (address[] memory list) {
        list = new address[](PEOPLE);
        for (uint256 i = 0; i < PEOPLE; ++i) {
            uint256 place = i;
            while (place != 0 && list[place - 1] > people[i]) {
                list[place] = list[place - 1];
                --place;
            }
            list[place] = people[i];
        }
    }

    function _owners(uint256 id, TitleWord title) private view returns (address[] memory owners) {
        if (!title.has(TitleWords.SHARED)) {
            owners = new address[](1);
            owners[0] = title.owner();
            return owners;
        }
        owners = _sorted();
        uint256 count = 0;
        for (uint256 i = 0; i < PEOPLE; ++i) {
            (uint64 share, ) = REGISTRY.shareOf(id, owners[i]);
            if (share != 0) owners[count++] = owners[i];
        }
        assembly ("memory-safe") {
            mstore(owners, count)
        }
    }

    function _discharges(uint256 id, TitleWord title) private view returns (ITitleCore.Discharge[] memory list) {
        list = new ITitleCore.Discharge[](title.active());
        uint256 count = 0;
        for (uint256 number = 1; number <= title.lastNumber(); ++number) {
            EncumbranceWord encumbrance = REGISTRY.encumbranceOf(id, number);
            if (!encumbrance.isEmpty()) list[count++] = ITitleCore.Discharge(number, encumbrance.holder());
        }
    }

    function _encumbrance(
        uint256 idSeed,
        uint256 numberSeed
    ) private view returns (uint256 id, uint256 number, EncumbranceWord encumbrance) {
        TitleWord title;
        (id, title) = _title(idSeed);
        if (title.active() == 0) return (id, 0, encumbrance);
        number = 1 + (numberSeed % title.lastNumber());
        while (REGISTRY.encumbranceOf(id, number).isEmpty()) number = number == 1 ? title.lastNumber() : number - 1;
        encumbrance = REGISTRY.encumbranceOf(id, number);
    }

    /// @dev The two encumbrances behind a rank, by this handler's own book; 0 where there is none.
    function _behind(uint256 id, uint256 rank) private view returns (uint256 next, uint256 farther) {
        uint256 last = REGISTRY.titleOf(id).lastNumber();
        for (uint256 number = 1; number <= last; ++number) {
            uint256 other = expectedRank[id][number];
            if (other <= rank) continue;
            if (next == 0 || other < expectedRank[id][next]) (next, farther) = (number, next);
            else if (farther == 0) farther = number;
        }
    }
}
