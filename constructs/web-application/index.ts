export { WEB_SERVICE, WebApplication, type WebApplicationProps } from "./web-application.js";
