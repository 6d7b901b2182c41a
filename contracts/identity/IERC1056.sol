// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title ERC-1056, the Ethereum DID registry
/// @notice Every account is an identity, did:ethr, without being registered. Its owner changes the owner, names
/// delegates for a time, and publishes attributes (keys, services) as events.
/// @dev The surface of the published clients: functions, events with their parameter names, and the texts of the two
/// reverts, `bad_actor` and `bad_signature`, are theirs. Validity is in seconds from now; times are Unix seconds.
///
/// Assumptions: clients read the events back along `previousChange`, from {changed} on.
/// Trust: the owner of an identity, and who signs for it, alone.
interface IERC1056 {
    /// @notice An identity has another owner.
    /// @param identity identity
    /// @param owner account that owns it now; zero: deactivated, for ever
    /// @param previousChange block of the identity's event before this one; 0 where this is the first
    event DIDOwnerChanged(address indexed identity, address owner, uint256 previousChange);

    /// @notice A delegate was named or revoked.
    /// @param identity identity
    /// @param delegateType its use, ASCII: `veriKey`, `sigAuth` or a use of your own
    /// @param delegate account
    /// @param validTo end of its validity; 0 where it is revoked
    /// @param previousChange block of the identity's event before this one; 0 where this is the first
    event DIDDelegateChanged(
        address indexed identity,
        bytes32 delegateType,
        address delegate,
        uint256 validTo,
        uint256 previousChange
    );

    /// @notice An attribute was set or revoked.
    /// @param identity identity
    /// @param name its name, ASCII, as `did/pub/<algorithm>/<purpose>/<encoding>` or `did/svc/<type>`
    /// @param value its value
    /// @param validTo end of its validity; 0 where it is revoked
    /// @param previousChange block of the identity's event before this one; 0 where this is the first
    event DIDAttributeChanged(
        address indexed identity,
        bytes32 name,
        bytes value,
        uint256 validTo,
        uint256 previousChange
    );

    /// @notice Names another owner; zero deactivates the identity for ever.
    /// @param identity identity
    /// @param newOwner its next owner
    /// @dev Caller: the owner, else `bad_actor`.
    function changeOwner(address identity, address newOwner) external;

    /// @notice Names another owner by the owner's signature.
    /// @param identity identity
    /// @param sigV recovery byte
    /// @param sigR first half of the signature
    /// @param sigS second half of the signature
    /// @param newOwner its next owner; zero deactivates
    /// @dev Reverts with `bad_signature`.
    function changeOwnerSigned(address identity, uint8 sigV, bytes32 sigR, bytes32 sigS, address newOwner) external;

    /// @notice Names a delegate for a time.
    /// @param identity identity
    /// @param delegateType its use
    /// @param delegate account
    /// @param validity seconds from now
    /// @dev Caller: the owner, else `bad_actor`.
    function addDelegate(address identity, bytes32 delegateType, address delegate, uint256 validity) external;

    /// @notice Names a delegate by the owner's signature.
    /// @param identity identity
    /// @param sigV recovery byte
    /// @param sigR first half of the signature
    /// @param sigS second half of the signature
    /// @param delegateType its use
    /// @param delegate account
    /// @param validity seconds from now
    /// @dev Reverts with `bad_signature`.
    function addDelegateSigned(
        address identity,
        uint8 sigV,
        bytes32 sigR,
        bytes32 sigS,
        bytes32 delegateType,
        address delegate,
        uint256 validity
    ) external;

    /// @notice Revokes a delegate at once.
    /// @param identity identity
    /// @param delegateType its use
    /// @param delegate account
    /// @dev Caller: the owner, else `bad_actor`.
    function revokeDelegate(address identity, bytes32 delegateType, address delegate) external;

    /// @notice Revokes a delegate by the owner's signature.
    /// @param identity identity
    /// @param sigV recovery byte
    /// @param sigR first half of the signature
    /// @param sigS second half of the signature
    /// @param delegateType its use
    /// @param delegate account
    /// @dev Reverts with `bad_signature`.
    function revokeDelegateSigned(
        address identity,
        uint8 sigV,
        bytes32 sigR,
        bytes32 sigS,
        bytes32 delegateType,
        address delegate
    ) external;

    /// @notice Publishes an attribute for a time.
    /// @param identity identity
    /// @param name its name
    /// @param value its value
    /// @param validity seconds from now
    /// @dev Caller: the owner, else `bad_actor`.
    function setAttribute(address identity, bytes32 name, bytes calldata value, uint256 validity) external;

    /// @notice Publishes an attribute by the owner's signature.
    /// @param identity identity
    /// @param sigV recovery byte
    /// @param sigR first half of the signature
    /// @param sigS second half of the signature
    /// @param name its name
    /// @param value its value
    /// @param validity seconds from now
    /// @dev Reverts with `bad_signature`.
    function setAttributeSigned(
        address identity,
        uint8 sigV,
        bytes32 sigR,
        bytes32 sigS,
        bytes32 name,
        bytes calldata value,
        uint256 validity
    ) external;

    /// @notice Revokes an attribute at once.
    /// @param identity identity
    /// @param name its name
    /// @param value its value, as it was set
    /// @dev Caller: the owner, else `bad_actor`.
    function revokeAttribute(address identity, bytes32 name, bytes calldata value) external;

    /// @notice Revokes an attribute by the owner's signature.
    /// @param identity identity
    /// @param sigV recovery byte
    /// @param sigR first half of the signature
    /// @param sigS second half of the signature
    /// @param name its name
    /// @param value its value, as it was set
    /// @dev Reverts with `bad_signature`.
    function revokeAttributeSigned(
        address identity,
        uint8 sigV,
        bytes32 sigR,
        bytes32 sigS,
        bytes32 name,
        bytes calldata value
    ) external;

    /// @notice Who owns an identity.
    /// @param identity identity
    /// @return account; the identity itself where it never changed hands; zero where it is deactivated
    function identityOwner(address identity) external view returns (address);

    /// @notice The owner as it is stored.
    /// @param identity identity
    /// @return account; zero where it never changed hands or is deactivated
    function owners(address identity) external view returns (address);

    /// @notice Until when a delegate is valid.
    /// @param identity identity
    /// @param delegateTypeHash keccak256 of the ABI-encoded `bytes32` use
    /// @param delegate account
    /// @return Unix seconds; 0 where it was never named
    function delegates(address identity, bytes32 delegateTypeHash, address delegate) external view returns (uint256);

    /// @notice Whether an account is a delegate now.
    /// @param identity identity
    /// @param delegateType its use
    /// @param delegate account
    /// @return true while it is valid and the identity is not deactivated
    function validDelegate(address identity, bytes32 delegateType, address delegate) external view returns (bool);

    /// @notice Block of an identity's last event.
    /// @param identity identity
    /// @return block number; 0 where there is none
    function changed(address identity) external view returns (uint256);

    /// @notice Counter of the signatures in the form of ERC-1056.
    /// @param signer owner who signs
    /// @return the number that the next one names
    function nonce(address signer) external view returns (uint256);
}
