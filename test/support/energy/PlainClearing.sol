// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice Clears an interval as the rules say it, price by price and household by household: slow, plain, and without
/// anything of the market's own code. For bands of a few prices.
library PlainClearing {
    /// @notice A household in an interval. `buyLimit` with the grid's fee; no order is one that trades nothing.
    struct Party {
        int256 reading;
        uint256 buyLimit;
        uint256 sellLimit;
        uint256 maxBuy;
        uint256 maxSell;
        bool isFirst;
    }

    /// @notice The utility's prices, and how the zone finds its own.
    struct Rules {
        uint256 feedIn;
        uint256 retail;
        uint256 fee;
        bool isMid;
    }

    /// @notice What comes of it: `traded` is sold above zero, bought below.
    struct Outcome {
        uint256 price;
        bool isShort;
        uint256 buyNumerator;
        uint256 buyDenominator;
        uint256 sellNumerator;
        uint256 sellDenominator;
        int256[] traded;
    }

    int256 internal constant MISSING = type(int24).min;

    /// @notice Clears.
    function clear(Party[] memory parties, Rules memory rules) internal pure returns (Outcome memory outcome) {
        outcome.price = _price(parties, rules);
        outcome.traded = new int256[](parties.length);
        uint256 offered = _supply(parties, rules, outcome.price);
        outcome.isShort = _firstDemand(parties) > offered;
        _count(parties, rules, outcome);
        uint256 strictBuy = outcome.isShort ? 0 : _strictDemand(parties, rules, outcome.price);
        uint256 strictSell = rules.isMid ? 0 : _supplyBelow(parties, rules, outcome.price);
        uint256 wanted = strictBuy + outcome.buyDenominator;
        uint256 volume = wanted < offered ? wanted : offered;
        outcome.buyNumerator = volume - strictBuy;
        outcome.sellNumerator = volume - strictSell;
        _share(parties, rules, outcome);
    }

    /// @notice What a household would buy at a price.
    function demandOf(Party memory party, Rules memory rules, uint256 price) internal pure returns (uint256) {
        if (party.reading >= 0 || party.reading == MISSING) return 0;
        if (!party.isFirst && party.buyLimit < price + rules.fee) return 0;
        return _least(uint256(-party.reading), party.maxBuy);
    }

    /// @notice What a household would sell at a price.
    function supplyOf(Party memory party, Rules memory rules, uint256 price) internal pure returns (uint256) {
        // Whoever asks for more than the utility takes from others sells to nobody.
        if (party.reading <= 0 || party.sellLimit > price || party.sellLimit > rules.retail - rules.fee) return 0;
        return _least(uint256(party.reading), party.maxSell);
    }

    function _price(Party[] memory parties, Rules memory rules) private pure returns (uint256) {
        uint256 ceiling = rules.retail - rules.fee;
        if (rules.isMid) return (rules.feedIn + ceiling) / 2;
        (uint256 lowest, uint256 highest) = (ceiling + 1, 0);
        for (uint256 price = rules.feedIn; price <= ceiling; ++price) {
            uint256 dearer = price == ceiling ? _firstDemand(parties) : _demand(parties, rules, price + 1);
            if (dearer > _supply(parties, rules, price)) continue;
            if (_supplyBelow(parties, rules, price) > _demand(parties, rules, price)) continue;
            if (price < lowest) lowest = price;
            highest = price;
        }
        // No price clears where even the households that come first want more than there is.
        return lowest > ceiling ? ceiling : (lowest + highest) / 2;
    }

    function _count(Party[] memory parties, Rules memory rules, Outcome memory outcome) private pure {
        for (uint256 i = 0; i < parties.length; ++i) {
            if (_sharesBuying(parties[i], rules, outcome)) {
                outcome.buyDenominator += demandOf(parties[i], rules, outcome.price);
            }
            if (_sharesSelling(parties[i], rules, outcome.price)) {
                outcome.sellDenominator += supplyOf(parties[i], rules, outcome.price);
            }
        }
    }

    function _share(Party[] memory parties, Rules memory rules, Outcome memory outcome) private pure {
        (uint256 buySum, uint256 sellSum) = (0, 0);
        for (uint256 i = 0; i < parties.length; ++i) {
            uint256 amount = demandOf(parties[i], rules, outcome.price);
            if (amount != 0) {
                uint256 part = amount;
                if (_sharesBuying(parties[i], rules, outcome)) {
                    part = _part(buySum, amount, outcome.buyNumerator, outcome.buyDenominator);
                    buySum += amount;
                } else if (outcome.isShort) {
                    part = 0;
                }
                outcome.traded[i] = -int256(part);
            }
            amount = supplyOf(parties[i], rules, outcome.price);
            if (amount != 0) {
                uint256 part = amount;
                if (_sharesSelling(parties[i], rules, outcome.price)) {
                    part = _part(sellSum, amount, outcome.sellNumerator, outcome.sellDenominator);
                    sellSum += amount;
                }
                outcome.traded[i] = int256(part);
            }
        }
    }

    /// @dev Of the first k who share, together the part rounded down.
    function _part(uint256 sum, uint256 amount, uint256 numerator, uint256 denominator) private pure returns (uint256) {
        return ((sum + amount) * numerator) / denominator - (sum * numerator) / denominator;
    }

    /// @dev Those whose limit is the price share; where those who come first are too many, they do, and nobody else buys.
    function _sharesBuying(Party memory party, Rules memory rules, Outcome memory outcome) private pure returns (bool) {
        if (outcome.isShort || party.isFirst) return outcome.isShort && party.isFirst;
        return rules.isMid || _boundedLimit(party, rules) == outcome.price;
    }

    function _sharesSelling(Party memory party, Rules memory rules, uint256 price) private pure returns (bool) {
        return rules.isMid || (party.sellLimit < rules.feedIn ? rules.feedIn : party.sellLimit) == price;
    }

    /// @dev A buyer's limit less the fee, at most the ceiling: there the utility sells to everybody.
    function _boundedLimit(Party memory party, Rules memory rules) private pure returns (uint256) {
        uint256 limit = party.buyLimit < rules.retail ? party.buyLimit : rules.retail;
        return limit < rules.fee ? 0 : limit - rules.fee;
    }

    function _firstDemand(Party[] memory parties) private pure returns (uint256 sum) {
        for (uint256 i = 0; i < parties.length; ++i) {
            Party memory party = parties[i];
            if (!party.isFirst || party.reading >= 0 || party.reading == MISSING) continue;
            sum += _least(uint256(-party.reading), party.maxBuy);
        }
    }

    /// @dev What is bought whole: by those who come first, and by those who would pay more.
    function _strictDemand(
        Party[] memory parties,
        Rules memory rules,
        uint256 price
    ) private pure returns (uint256 sum) {
        if (rules.isMid || price == rules.retail - rules.fee) return _firstDemand(parties);
        return _demand(parties, rules, price + 1);
    }

    function _demand(Party[] memory parties, Rules memory rules, uint256 price) private pure returns (uint256 sum) {
        for (uint256 i = 0; i < parties.length; ++i) sum += demandOf(parties[i], rules, price);
    }

    function _supply(Party[] memory parties, Rules memory rules, uint256 price) private pure returns (uint256 sum) {
        for (uint256 i = 0; i < parties.length; ++i) sum += supplyOf(parties[i], rules, price);
    }

    /// @dev What is sold for less than a price: nothing below the floor, where the utility buys from everybody.
    function _supplyBelow(Party[] memory parties, Rules memory rules, uint256 price) private pure returns (uint256) {
        return price == rules.feedIn ? 0 : _supply(parties, rules, price - 1);
    }

    function _least(uint256 a, uint256 b) private pure returns (uint256) {
        return a < b ? a : b;
    }
}
