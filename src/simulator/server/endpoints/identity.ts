import { ASSET_TYPES } from "../../../core/domain/instrument.ts";
import { timestamp } from "../../../core/domain/time.ts";
import type { Answer } from "../answer.ts";
import { ok, wireTime } from "../answer.ts";
import type { ApiRequest } from "../api-request.ts";
import type { Desk } from "../desk.ts";
import { listAnswer } from "../list.ts";

const HOLDER = "Simulated Trader";
const ACCOUNT_CREATED_AT = timestamp(Date.UTC(2020, 0, 2, 9, 0, 0));

export const sessionCapabilities = (): Answer =>
  ok({ AuthenticationLevel: "Authenticated", DataLevel: "Standard", TradeLevel: "FullTradingAndChat" });

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

export const usersMe = ({ identity }: Desk, { at }: ApiRequest): Answer =>
  ok({
    Active: true,
    ClientKey: identity.clientKey,
    Culture: "en-GB",
    Language: "en",
    LastLoginStatus: "Successful",
    LastLoginTime: wireTime(at),
    LegalAssetTypes: ASSET_TYPES,
    MarketDataViaOpenApiTermsAccepted: true,
    Name: HOLDER,
    TimeZoneId: 0,
    UserId: identity.id,
    UserKey: identity.userKey,
  });

export const clientsMe = ({ identity }: Desk): Answer =>
  ok({
    AccountValueProtectionLimit: 0,
    AllowedNettingProfiles: ["FifoRealTime"],
    AllowedTradingSessions: "Regular",
    ClientId: identity.id,
    ClientKey: identity.clientKey,
    ContractOptionsTradingProfile: "None",
    CurrencyDecimals: 2,
    DefaultAccountId: identity.id,
    DefaultAccountKey: identity.accountKey,
    DefaultCurrency: "USD",
    ForceOpenDefaultValue: false,
    IsMarginTradingAllowed: true,
    IsVariationMarginEligible: false,
    LegalAssetTypes: ASSET_TYPES,
    LegalAssetTypesAreIndicative: false,
    MarginCalculationMethod: "Default",
    Name: HOLDER,
    PositionNettingMethod: "FIFO",
    PositionNettingMode: "Intraday",
    PositionNettingProfile: "FifoRealTime",
    ReduceExposureOnly: false,
    SupportsAccountValueProtectionLimit: true,
  });

export function accountsMe({ identity, settings }: Desk, request: ApiRequest): Answer {
  const account = {
    AccountGroupKey: identity.accountGroupKey,
    AccountId: identity.id,
    AccountKey: identity.accountKey,
    AccountType: "Normal",
    Active: true,
    CanUseCashPositionsAsMarginCollateral: false,
    ClientId: identity.id,
    ClientKey: identity.clientKey,
    CreationDate: wireTime(ACCOUNT_CREATED_AT),
    Currency: "USD",
    CurrencyDecimals: 2,
    DirectMarketAccess: false,
    FractionalOrderEnabled: false,
    IndividualMargining: false,
    IsCurrencyConversionAtSettlementTime: false,
    IsMarginTradingAllowed: true,
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
  };
  return listAnswer([account], request, { pageSize: settings.pageSize, withCount: false });
}
