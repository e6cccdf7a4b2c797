interface Accepted {
  /** Each recording with the place in it where the fields stand. */
  readonly places: readonly (readonly [sample: string, prefix: string])[];
  readonly reason: string;
  /** Fields that the answer has and the recording has not. */
  readonly added?: readonly string[];
  /** Fields that the recording has and the answer has not. */
  readonly absent?: readonly string[];
}

const SINCE = "the recording is of 2019; the reference of 2026 has the field";

const LIST: readonly Accepted[] = [
  {
    places: [
      ["port-accounts-me.json", "Data[]."],
      ["port-accounts-single.json", ""],
    ],
    reason: SINCE,
    added: [
      "FractionalOrderEnabled",
      "ManagementType",
      "MarginCalculationMethod",
      "MarginLendingEnabled",
      "PortfolioBasedMarginEnabled",
    ],
  },
  {
    places: [["port-balances-me.json", ""]],
    reason: SINCE,
    added: [
      "CashAvailableForTrading",
      "CashBlocked",
      "InitialMargin.CollateralCreditValue",
      "SettlementValue",
      "SpendingPowerDetail",
      "TriggerOrdersCount",
    ],
  },
  {
    places: [["port-clients-me.json", ""]],
    reason: SINCE,
    added: [
      "AllowedNettingProfiles",
      "AllowedTradingSessions",
      "ContractOptionsTradingProfile",
      "ForceOpenDefaultValue",
      "MarginCalculationMethod",
      "PositionNettingMethod",
      "PositionNettingProfile",
      "ReduceExposureOnly",
    ],
  },
  {
    places: [
      ["port-netpositions-me.json", "Data[].NetPositionBase."],
      ["port-netpositions-single.json", "NetPositionBase."],
    ],
    reason: SINCE,
    added: [
      "AmountLong",
      "AmountShort",
      "HasForceOpenPositions",
      "MarketState",
      "NonTradableReason",
      "OpenOrdersCount",
      "OpeningDirection",
      "TradingStatus",
    ],
  },
  {
    places: [["port-netpositions-me.json", "Data[].NetPositionBase."]],
    reason: "left out in 2019 where rows could be of several accounts; the reference of 2026 has it",
    added: ["AccountId"],
  },
  {
    places: [["port-netpositions-single.json", ""]],
    reason: "no longer among the field groups of 2026",
    absent: ["NetPositionDetails"],
  },
  {
    places: [
      ["port-orders-me.json", "Data[]."],
      ["port-orders.json", "Data[]."],
      ["port-orders-clientkey-orderid.json", "Data[]."],
    ],
    reason: SINCE,
    added: ["ClientId", "FilledAmount", "IsForceOpen", "MarketState", "NonTradableReason"],
  },
  {
    places: [
      ["port-positions-me.json", "Data[].PositionBase."],
      ["port-positions-single.json", "PositionBase."],
    ],
    reason: SINCE,
    added: ["AccountKey", "IsForceOpen", "LockedByBackOffice"],
  },
  { places: [["port-users-me.json", ""]], reason: SINCE, added: ["Active"] },
  {
    places: [["ref-instruments-details-single.json", ""]],
    reason: SINCE,
    added: [
      "Exchange.TimeZoneId",
      "LotSizeType",
      "NonTradableReason",
      "OrderDistances.LimitDefaultDistance",
      "OrderDistances.LimitDefaultDistanceType",
      "ShortTradeDisabled",
      "TradingStatus",
    ],
  },
  {
    places: [["ref-instruments-details-single.json", ""]],
    reason: "recorded for a forward; no forwards trade here",
    absent: ["FxForwardMaxForwardDate", "FxForwardMinForwardDate"],
  },
  { places: [["root-sessions-capabilities.json", ""]], reason: SINCE, added: ["AuthenticationLevel"] },
  {
    places: [
      ["trade-infoprices.json", "Quote."],
      ["trade-infoprices-list.json", "Data[].Quote."],
    ],
    reason: "an example of 2017 from the documentation; the reference of 2026 has the field",
    added: ["MarketState"],
  },
  {
    places: [["trade-messages.json", "Data[]."]],
    reason: "an example of 2014 from the documentation; the one of 2026 has neither",
    absent: ["DisplayName", "IsDiscardable"],
  },
];

/** Where an answer differs from its recording on purpose, in the words of the comparison. */
export function acceptedDifferences(sample: string): readonly string[] {
  return LIST.flatMap(({ places, added = [], absent = [] }) =>
    places
      .filter(([name]) => name === sample)
      .flatMap(([, prefix]) => [
        ...added.map((field) => `${prefix}${field} is not in the sample`),
        ...absent.map((field) => `${prefix}${field} is missing`),
      ]),
  ).toSorted();
}
