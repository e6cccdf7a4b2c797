/** Countries by their ISO 3166 codes. */
export const COUNTRIES = [
  { A3: "AUS", CountryCode: "AU", Name: "Australia", Numeric: 36 },
  { A3: "BEL", CountryCode: "BE", Name: "Belgium", Numeric: 56 },
  { A3: "CAN", CountryCode: "CA", Name: "Canada", Numeric: 124 },
  { A3: "DNK", CountryCode: "DK", Name: "Denmark", Numeric: 208 },
  { A3: "FIN", CountryCode: "FI", Name: "Finland", Numeric: 246 },
  { A3: "FRA", CountryCode: "FR", Name: "France", Numeric: 250 },
  { A3: "DEU", CountryCode: "DE", Name: "Germany", Numeric: 276 },
  { A3: "HKG", CountryCode: "HK", Name: "Hong Kong", Numeric: 344 },
  { A3: "ITA", CountryCode: "IT", Name: "Italy", Numeric: 380 },
  { A3: "JPN", CountryCode: "JP", Name: "Japan", Numeric: 392 },
  { A3: "NLD", CountryCode: "NL", Name: "Netherlands", Numeric: 528 },
  { A3: "NOR", CountryCode: "NO", Name: "Norway", Numeric: 578 },
  { A3: "POL", CountryCode: "PL", Name: "Poland", Numeric: 616 },
  { A3: "SGP", CountryCode: "SG", Name: "Singapore", Numeric: 702 },
  { A3: "ESP", CountryCode: "ES", Name: "Spain", Numeric: 724 },
  { A3: "SWE", CountryCode: "SE", Name: "Sweden", Numeric: 752 },
  { A3: "CHE", CountryCode: "CH", Name: "Switzerland", Numeric: 756 },
  { A3: "GBR", CountryCode: "GB", Name: "United Kingdom", Numeric: 826 },
  { A3: "USA", CountryCode: "US", Name: "United States", Numeric: 840 },
] as const;

/** Languages of texts, by ISO 639 code. */
export const LANGUAGES = [
  { LanguageCode: "da", LanguageName: "Danish", NativeName: "Dansk" },
  { LanguageCode: "nl", LanguageName: "Dutch", NativeName: "Nederlands" },
  { LanguageCode: "en", LanguageName: "English", NativeName: "English" },
  { LanguageCode: "fr", LanguageName: "French", NativeName: "Français" },
  { LanguageCode: "de", LanguageName: "German", NativeName: "Deutsch" },
  { LanguageCode: "it", LanguageName: "Italian", NativeName: "Italiano" },
  { LanguageCode: "ja", LanguageName: "Japanese", NativeName: "日本語" },
  { LanguageCode: "no", LanguageName: "Norwegian", NativeName: "Norsk" },
  { LanguageCode: "pl", LanguageName: "Polish", NativeName: "Polski" },
  { LanguageCode: "es", LanguageName: "Spanish", NativeName: "Español" },
  { LanguageCode: "sv", LanguageName: "Swedish", NativeName: "Svenska" },
] as const;
