import type { SimulatedInstrument } from "../../market/types.ts";
import { SAXO_ASSET_TYPES } from "../../reference-data/asset-types.ts";
import type { Answer } from "../answer.ts";
import { refuse } from "../answer.ts";
import type { ApiRequest } from "../api-request.ts";
import type { Desk } from "../desk.ts";
import { pickEnum } from "../enums.ts";

export type Found =
  | { readonly kind: "found"; readonly instrument: SimulatedInstrument }
  | { readonly kind: "missing"; readonly answer: Answer };

/** The instrument of `/{Uic}/{AssetType}`. */
export function instrumentInPath({ market }: Desk, { pathParameters }: ApiRequest): Found {
  const assetType = pickEnum(SAXO_ASSET_TYPES, pathParameters.get("AssetType") ?? "");
  if (assetType === undefined) {
    return { kind: "missing", answer: refuse(400, "InvalidAssetType", "Asset type is invalid") };
  }
  const instrument = market.find(assetType, Number(pathParameters.get("Uic")));
  return instrument === undefined
    ? { kind: "missing", answer: refuse(404, "IllegalInstrumentId", "Instrument ID is invalid") }
    : { kind: "found", instrument };
}
