export { DATABASE, Database, type DatabaseProps } from "./database.js";
