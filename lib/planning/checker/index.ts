/** The checker: judges a plan by the problem's own words. It shares nothing with the solver but the types. */
export { checkPlan, type Violation } from "./check.js";
export { measurePlan } from "./measure.js";
