// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Artifacts} from "../support/Artifacts.sol";
import {IdentityHandler} from "../support/IdentityHandler.sol";
import {Test} from "../support/Test.sol";

/// @notice Everything that always holds of identities, in one campaign: a line of two registries, three identities.
contract DIDRegistryInvariants is Test {
    /// @dev Runs of a campaign by default; the long profile has more.
    uint256 private constant RUNS = 256;
    string private constant RUN_COUNT = "CIVITAS_IDENTITY_RUNS";

    IdentityHandler private _handler;

    /// @dev From its artifact: `hardhat build` first, where this file is run alone.
    function setUp() public {
        _handler = IdentityHandler(Artifacts.deploy("test/support/IdentityHandler.sol:IdentityHandler", ""));
    }

    function targetContracts() public view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(_handler);
    }

    /// @dev DID-5, DID-8, DID-9, DID-10 and the refusals of DID-1 and DID-6 are asserted by the handler in the act.
    function invariant_DID_1_DID_4_DID_5_DID_6_DID_7_DID_8_DID_9_DID_10_DID_11_hold() public view {
        for (uint256 i = 0; i < _handler.IDENTITIES(); ++i) {
            address identity = _handler.identityAt(i);
            IdentityHandler.Books memory books = _handler.booksOf(identity);
            address[] memory guardians = _handler.guardiansInForce(identity);
            for (uint256 line = 0; line < 2; ++line) {
                assertEq(
                    _handler.registries(line).identityOwner(identity),
                    books.owner,
                    "DID-1, DID-11: the owner is who was named last, whichever registry is asked"
                );
                assertTrue(
                    _handler.registries(line).isDeactivated(identity) == books.isDeactivated,
                    "DID-4: deactivated is deactivated for ever"
                );
                assertEq(
                    _handler.registries(line).frozenUntil(identity) == type(uint40).max ? 0 : 1,
                    books.frozenUntil == type(uint40).max ? 0 : 1,
                    "DID-6: what is in dispute stays frozen"
                );
                assertEq(
                    _handler.registries(line).tenureOf(identity),
                    books.tenure,
                    "DID-5: a tenure ends by a recovery alone"
                );
                assertEq(
                    keccak256(abi.encode(_handler.registries(line).guardiansOf(identity).guardians)),
                    keccak256(abi.encode(guardians)),
                    "DID-7: guardians change after the delay alone"
                );
            }
        }
    }

    /// @dev Every act must have succeeded in a campaign: an invariant holds easily where nothing happens.
    function afterInvariant() public {
        uint256 runs = VM.envOr(RUN_COUNT, uint256(0)) + 1;
        VM.setEnv(RUN_COUNT, VM.toString(runs));
        for (uint256 i = 0; i < _handler.actCount(); ++i) {
            string memory act = _handler.acts(i);
            string memory key = string.concat("CIVITAS_IDENTITY_ACT_", act);
            uint256 successes = VM.envOr(key, uint256(0)) + _handler.successes(act);
            VM.setEnv(key, VM.toString(successes));
            if (runs == RUNS) assertTrue(successes != 0, string.concat("never succeeded in the campaign: ", act));
        }
    }
}
