/** Currencies, with the digits their amounts are booked in. */
export const CURRENCIES = [
  { CurrencyCode: "USD", Decimals: 2, Name: "US Dollar", Symbol: "$" },
  { CurrencyCode: "GBP", Decimals: 2, Name: "British Pound", Symbol: "£" },
  { CurrencyCode: "EUR", Decimals: 2, Name: "Euro", Symbol: "€" },
  { CurrencyCode: "CHF", Decimals: 2, Name: "Swiss Franc", Symbol: "Fr." },
  { CurrencyCode: "AUD", Decimals: 2, Name: "Australian Dollar", Symbol: "$" },
  { CurrencyCode: "CAD", Decimals: 2, Name: "Canadian Dollar", Symbol: "$" },
  { CurrencyCode: "NZD", Decimals: 2, Name: "New Zealand Dollar", Symbol: "$" },
  { CurrencyCode: "JPY", Decimals: 0, Name: "Japanese Yen", Symbol: "¥" },
  { CurrencyCode: "DKK", Decimals: 2, Name: "Danish Krone", Symbol: "kr." },
  { CurrencyCode: "SEK", Decimals: 2, Name: "Swedish Krona", Symbol: "kr" },
  { CurrencyCode: "NOK", Decimals: 2, Name: "Norwegian Krone", Symbol: "kr" },
  { CurrencyCode: "PLN", Decimals: 2, Name: "Polish Zloty", Symbol: "zł" },
  { CurrencyCode: "SGD", Decimals: 2, Name: "Singapore Dollar", Symbol: "$" },
  { CurrencyCode: "HKD", Decimals: 2, Name: "Hong Kong Dollar", Symbol: "$" },
] as const;
