export { Operators, type OperatorsProps } from "./operators.js";
