/** Admission: the objects by which the API server enforces one policy. */
import { Manifest } from "@cdktf/provider-kubernetes/lib/manifest/index.js";
import { Construct } from "constructs";
import { pointerTo } from "../../config/index.js";
import type { AdmissionPlan } from "../../lib/placement/index.js";
import { comesFrom } from "../support/index.js";

export class Admission extends Construct {
  constructor(scope: Construct, id: string, { policy, objects }: AdmissionPlan) {
    super(scope, id);
    comesFrom(this, pointerTo("policies", policy));
    for (const object of objects) {
      new Manifest(this, String(object.kind).toLowerCase(), { manifest: object });
    }
  }
}
