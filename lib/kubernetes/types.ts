/** The vocabulary of rendering: what comes out, and how it says what it could not render. */

/** A Kubernetes object, as it would be sent to an API server: no `status`, no server bookkeeping. */
export interface KubernetesObject {
  apiVersion: string;
  kind: string;
  metadata: {
    /** Left out only where `generateName` stands instead: the server then makes the name. */
    name: string;
    namespace?: string;
    labels?: Record<string, string>;
    annotations?: Record<string, string>;
    generateName?: string;
  };
  [key: string]: unknown;
}

export interface RenderedObject {
  /** Terraform address: `kubernetes_deployment_v1.web`. */
  address: string;
  object: KubernetesObject;
}

export interface HelmRelease {
  address: string;
  name: string;
  /** `default` where the stack says none, as the provider does. */
  namespace: string;
  chart: string;
  /** Empty where the stack pins no version. */
  version: string;
  repository?: string;
  /** Every `values` document, then `set`, `set_list` and `set_sensitive`, merged as Helm merges; sensitive values read `(sensitive)`. */
  values: unknown;
}

export interface RenderedStack {
  objects: RenderedObject[];
  releases: HelmRelease[];
  /** Addresses of resources of other providers. */
  others: string[];
}

/** One thing that could not be rendered. */
export interface RenderProblem {
  /** Terraform address of the resource, or its type where it has none. */
  address: string;
  /** Attribute path as Terraform writes it (`spec.template.spec.container[0].image`); empty for the resource itself. */
  path: string;
  message: string;
}

/** Everything that could not be rendered of a stack or a resource, together. */
export class RenderError extends Error {
  override readonly name = "RenderError";
  readonly problems: RenderProblem[];
  /** The object without what could not be rendered; absent where nothing is left. */
  readonly rest: KubernetesObject | undefined;

  constructor(problems: RenderProblem[], rest?: KubernetesObject) {
    const lines = problems.map(
      ({ address, path, message }) => `  ${address}${path === "" ? "" : `: ${path}`}: ${message}`,
    );
    super(`cannot render ${problems.length} thing${problems.length === 1 ? "" : "s"}:\n${lines.join("\n")}`);
    this.problems = problems;
    this.rest = rest;
  }
}

/** Thrown where a value cannot be rendered; the caller that knows the address collects it. */
export class Unrenderable extends Error {
  readonly path: string;

  constructor(path: string, message: string) {
    super(message);
    this.path = path;
  }
}
