/** `AssetType:Uic`, of any asset type, whether we trade it or not. */
export const instrumentIdOf = (wire: { readonly AssetType: string; readonly Uic: number }): string =>
  `${wire.AssetType}:${wire.Uic}`;
