// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

// solhint-disable func-name-mixedcase

import {CityDirectory} from "../../contracts/governance/CityDirectory.sol";
import {CityFactory} from "../../contracts/governance/CityFactory.sol";
import {ICityDirectory} from "../../contracts/governance/ICityDirectory.sol";
import {Heir__Double} from "../support/Interface__Doubles.sol";
import {Test} from "../support/Test.sol";
import {World} from "../support/World.sol";

/// @notice Fuzz of the directory and of the factory.
contract CityDirectoryTest is Test {
    World private _world;
    CityDirectory private _directory;

    function setUp() external {
        _world = new World();
        _world.seal();
        _directory = _world.directory();
    }

    function testFuzz_GOV_9_the_version_that_serves_is_the_last_whose_notice_has_ended(
        bytes32 service,
        uint256 wait
    ) external {
        VM.assume(service != 0);
        (address first, address second) = (
            address(new Heir__Double(address(0))),
            address(new Heir__Double(address(0)))
        );
        _register(service, first);
        _register(service, second);
        uint256 since = _now() + 30 days;
        _skip(bound(wait, 0, 60 days));
        ICityDirectory.Entry memory entry = _directory.current(service);
        assertEq(entry.account, _now() >= since ? second : first, "GOV-9: no version serves before its notice ends");
        assertEq(entry.version, _now() >= since ? 2 : 1, "GOV-9: versions are consecutive");
        assertEq(_directory.versionCount(service), 2, "GOV-9: versions are consecutive");
    }

    function testFuzz_GOV_10_a_name_and_version_is_deployed_at_most_once_and_where_foretold(
        bytes32 service,
        uint32 version
    ) external {
        World open = new World();
        CityFactory factory = open.factory();
        address foretold = factory.addressOf(service, version);
        VM.assume(foretold.code.length == 0);
        bytes memory code = bytes.concat(type(Heir__Double).creationCode, abi.encode(address(0)));
        bytes memory act = abi.encodeCall(factory.deploy, (service, version, code));
        assertTrue(_tries(open.deployer(), address(factory), act), "GOV-10: deployed once");
        assertTrue(foretold.code.length != 0, "GOV-10: where it was foretold");
        assertTrue(!_tries(open.deployer(), address(factory), act), "GOV-10: and never again");
    }

    function _register(bytes32 service, address account) private {
        ICityDirectory.Registration[] memory list = new ICityDirectory.Registration[](1);
        list[0] = ICityDirectory.Registration(service, account, 0);
        _world.decide(address(_directory), abi.encodeCall(_directory.register, (list)));
    }
}
