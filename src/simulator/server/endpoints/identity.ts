import { ASSET_TYPES } from "../../../core/domain/instrument.ts";
import { timestamp } from "../../../core/domain/time.ts";
import type { Books, NettingProfile } from "../../exchange/books.ts";
import type { Answer } from "../answer.ts";
import { empty, ok, wireTime } from "../answer.ts";
import type { ApiRequest } from "../api-request.ts";
import type { Desk } from "../desk.ts";
import { listAnswer } from "../list.ts";
import { requireClientKey } from "../ownership.ts";

const HOLDER = "Simulated Trader";
const ACCOUNT_CREATED_AT = timestamp(Date.UTC(2020, 0, 2, 9, 0, 0));

/** Ids are numbers here, and text everywhere else. */
export const rootUser = ({ identity }: Desk): Answer =>
  ok({
    AccessRights: {
      CanManageCashTransfers: false,
      CanTakePriceSession: true,
      CanTakeTradeSession: true,
      CanTrade: true,
      CanViewAnyClient: false,
    },
    ClientId: Number(identity.id),
    EmployeeId: identity.id,
    Roles: ["OAPI.Roles.RetailClient"],
    UserId: Number(identity.id),
  });

export const usersMe = ({ identity, settings }: Desk, { session }: ApiRequest): Answer =>
  ok({
    Active: true,
    ClientKey: identity.clientKey,
    Culture: "en-GB",
    Language: "en",
    LastLoginStatus: "Successful",
    LastLoginTime: wireTime(session.beganAt),
    LegalAssetTypes: ASSET_TYPES,
    MarketDataViaOpenApiTermsAccepted: settings.hasAcceptedMarketDataTerms,
    Name: HOLDER,
    TimeZoneId: 0,
    UserId: identity.id,
    UserKey: identity.userKey,
  });

/** The profile in its two parts. */
const NETTING: Readonly<Record<NettingProfile, Readonly<Record<string, string>>>> = {
  FifoEndOfDay: { PositionNettingMethod: "FIFO", PositionNettingMode: "EndOfDay" },
  FifoRealTime: { PositionNettingMethod: "FIFO", PositionNettingMode: "Intraday" },
  AverageRealTime: { PositionNettingMethod: "Average", PositionNettingMode: "Intraday" },
};

export function clientsMe({ identity, settings, accounts, defaultAccount: { account } }: Desk): Answer {
  return ok({
    AccountValueProtectionLimit: 0,
    AllowedNettingProfiles: [account.nettingProfile],
    AllowedTradingSessions: settings.rules.allowsExtendedHours ? "All" : "Regular",
    ClientId: identity.id,
    ClientKey: identity.clientKey,
    ContractOptionsTradingProfile: "None",
    CurrencyDecimals: 2,
    DefaultAccountId: identity.id,
    DefaultAccountKey: identity.accountKey,
    DefaultCurrency: account.currency,
    ForceOpenDefaultValue: false,
    IsMarginTradingAllowed: accounts.some((books) => books.account.isMarginTradingAllowed),
    IsVariationMarginEligible: false,
    LegalAssetTypes: ASSET_TYPES,
    LegalAssetTypesAreIndicative: false,
    MarginCalculationMethod: "Default",
    Name: HOLDER,
    ...NETTING[account.nettingProfile],
    PositionNettingProfile: account.nettingProfile,
    ReduceExposureOnly: false,
    SupportsAccountValueProtectionLimit: true,
  });
}

export function accountsMe(desk: Desk, request: ApiRequest): Answer {
  const rows = desk.accounts.map((books) => accountOf(books, desk));
  return listAnswer(rows, request, { pageSize: desk.settings.pageSize, withCount: false });
}

export const accountsOfClient = (desk: Desk, request: ApiRequest): Answer =>
  requireClientKey(request, desk) ?? accountsMe(desk, request);

/** One account; a key of somebody else is nothing one may see. */
export function accountByKey(desk: Desk, { pathParameters }: ApiRequest): Answer {
  const books = desk.accountByKey(pathParameters.get("AccountKey") ?? "");
  return books === undefined ? empty(401) : ok(accountOf(books, desk));
}

const accountOf = ({ account }: Books, desk: Desk): Record<string, unknown> => ({
  AccountGroupKey: desk.identity.accountGroupKey,
  AccountId: desk.nameOf(account.number).id,
  AccountKey: desk.nameOf(account.number).key,
  AccountType: "Normal",
  Active: account.isActive,
  CanUseCashPositionsAsMarginCollateral: false,
  ClientId: desk.identity.id,
  ClientKey: desk.identity.clientKey,
  CreationDate: wireTime(ACCOUNT_CREATED_AT),
  Currency: account.currency,
  CurrencyDecimals: 2,
  DirectMarketAccess: false,
  FractionalOrderEnabled: false,
  IndividualMargining: false,
  IsCurrencyConversionAtSettlementTime: false,
  IsMarginTradingAllowed: account.isMarginTradingAllowed,
  IsShareable: false,
  IsTrialAccount: true,
  LegalAssetTypes: ASSET_TYPES,
  ManagementType: "Client",
  MarginCalculationMethod: "Default",
  MarginLendingEnabled: "No",
  PortfolioBasedMarginEnabled: false,
  Sharing: ["NoSharing"],
  SupportsAccountValueProtectionLimit: false,
  UseCashPositionsAsMarginCollateral: false,
});
