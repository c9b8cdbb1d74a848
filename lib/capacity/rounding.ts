/** Rounding, of numbers that arithmetic leaves a hair beside what they are. */

/** What counts as nothing. */
export const ROUNDING = 1e-9;

export const roundUp = (value: number): number => Math.ceil(value - ROUNDING);

export const roundDown = (value: number): number => Math.floor(value + ROUNDING);

/** To hundredths of a GPU. */
export const toHundredths = (value: number): number => Math.round(value * 100) / 100;
