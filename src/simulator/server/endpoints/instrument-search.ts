import type { Books } from "../../exchange/books.ts";
import type { SimulatedInstrument } from "../../market/types.ts";
import { SAXO_ASSET_TYPES } from "../../reference-data/asset-types.ts";
import type { Answer } from "../answer.ts";
import { refuse } from "../answer.ts";
import type { ApiRequest } from "../api-request.ts";
import type { Desk } from "../desk.ts";
import { pickEnum } from "../enums.ts";
import { isTradableOn } from "../instrument-wire.ts";
import { listAnswer } from "../list.ts";
import { accountsIn, refuseForeignKeys } from "../ownership.ts";
import type { Query } from "../query.ts";

const CRITERIA = ["Keywords", "AssetTypes", "ExchangeId", "Uics", "Tags", "Class"] as const;
const CLASSES = ["Complex", "NonComplex"] as const;

/** Instruments that fit every criterion named; a search without hits is an empty list. */
export function searchInstruments(desk: Desk, request: ApiRequest): Answer {
  const foreign = refuseForeignKeys(request, desk);
  if (foreign !== undefined) return foreign;
  const { query } = request;
  if (CRITERIA.every((name) => query.text(name) === undefined)) {
    return refuse(400, "NoSearchCriteriaProvided", "At least one search criterion is required");
  }
  const search = readSearch(query);
  if (search.kind === "refused") return search.answer;
  const withKeywords = search.keywords.length > 0;
  const accounts = accountsIn(request, desk);
  const rows = desk.market
    .listed()
    .filter((listed) => fits(listed, search, accounts))
    .map((listed) => summary(listed, withKeywords, desk));
  return listAnswer(rows, request, { pageSize: desk.settings.pageSize, withCount: false });
}

interface Search {
  readonly kind: "search";
  /** All of them have to be found in the symbol or the description. */
  readonly keywords: readonly string[];
  readonly assetTypes: readonly string[];
  readonly exchangeId: string | undefined;
  readonly uics: readonly number[];
  readonly tags: readonly string[];
  readonly complexity: (typeof CLASSES)[number] | undefined;
  readonly withNonTradable: boolean;
}

function readSearch(query: Query): Search | { readonly kind: "refused"; readonly answer: Answer } {
  const assetTypes = query.list("AssetTypes").map((text) => pickEnum(SAXO_ASSET_TYPES, text));
  if (assetTypes.includes(undefined)) {
    return { kind: "refused", answer: refuse(400, "AssetTypesParseFailed", "Asset types are invalid") };
  }
  const uics = query.list("Uics").map(Number);
  const complexity = pickEnum(CLASSES, query.text("Class") ?? "");
  const isUnreadable =
    !uics.every(Number.isSafeInteger) || (query.text("Class") !== undefined && complexity === undefined);
  if (isUnreadable) {
    const answer = refuse(400, "InvalidSearchCriteriaProvided", "Search criteria are invalid");
    return { kind: "refused", answer };
  }
  return {
    kind: "search",
    keywords: (query.text("Keywords") ?? "").toLowerCase().split(/\s+/).filter(Boolean),
    assetTypes: assetTypes.filter((assetType) => assetType !== undefined),
    exchangeId: query.text("ExchangeId")?.toLowerCase(),
    uics,
    tags: query.list("Tags"),
    complexity,
    withNonTradable: query.text("IncludeNonTradable")?.toLowerCase() === "true",
  };
}

function fits(listed: SimulatedInstrument, search: Search, accounts: readonly Books[]): boolean {
  const { assetType, exchange, uic, isMargin } = listed;
  const { keywords, assetTypes, exchangeId, uics, tags, complexity, withNonTradable } = search;
  const text = `${listed.symbol} ${listed.description}`.toLowerCase();
  const conditions = [
    keywords.every((keyword) => text.includes(keyword)),
    assetTypes.length === 0 || assetTypes.includes(assetType),
    exchangeId === undefined || exchange.exchangeId.toLowerCase() === exchangeId,
    uics.length === 0 || uics.includes(uic),
    tags.length === 0, // no instrument here has any
    complexity === undefined || complexity === (isMargin ? "Complex" : "NonComplex"),
    withNonTradable || accounts.some((books) => isTradableOn(listed, books)),
  ];
  return conditions.every(Boolean);
}

function summary(
  listed: SimulatedInstrument,
  withKeywords: boolean,
  { market }: Desk,
): Record<string, unknown> {
  return {
    AssetType: listed.assetType,
    CurrencyCode: listed.currency,
    Description: listed.description,
    ExchangeId: listed.exchange.exchangeId,
    GroupId: 0,
    Identifier: listed.uic,
    IsKeywordMatch: withKeywords ? true : undefined,
    PrimaryListing: listed.symbol.includes(":") ? listed.uic : undefined,
    SummaryType: "Instrument",
    Symbol: listed.symbol,
    TradableAs: market.findByUic(listed.uic).map(({ assetType }) => assetType),
  };
}
