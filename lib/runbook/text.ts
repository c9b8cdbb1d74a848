/** Texts in the two languages of runbooks. */
export type Language = "fr" | "en";
export type Text = Record<Language, string>;
