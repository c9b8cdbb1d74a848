/** How the state of a lab is told to people. */
import type { LabStatus } from "../../lib/lab/index.js";
import { table } from "./options.js";

export function describeLab({
  environment,
  cluster,
  ready,
  running,
  kubeconfig,
  server,
  parts,
}: LabStatus): string {
  const name = `${environment}/${cluster}`;
  if (parts.length === 0) return `The lab of ${name} was never up: run \`transhumance lab up\`.`;
  const state = ready ? "is ready" : running ? "runs, and is not ready" : "does not run";
  return [
    `The lab of ${name} ${state}: ${server}`,
    table(
      ["part", "ready", "process", "starts", "last end"],
      parts.map((part) => [
        part.name,
        part.ready ? "yes" : "no",
        part.pid === 0 ? "" : `${part.pid}`,
        part.starts,
        part.lastExit ?? "",
      ]),
    ),
    `export KUBECONFIG=${kubeconfig}`,
  ].join("\n");
}
