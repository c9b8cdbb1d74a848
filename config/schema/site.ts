/** Site: the datacenter of one or several academies, which closes. */
import { z } from "zod";
import { Address, Cidr, Day, Hostname, standing, withStanding } from "./common.js";
import { DataRate } from "./units.js";

export const Site = withStanding(
  z.strictObject({
    ...standing,
    name: z.string().min(1),
    endOfLife: Day.meta({ description: "The last day on which the site runs." }),
    uplink: DataRate.meta({ description: "Bandwidth that replications of the site share." }),
    costPerWeek: z.number().min(0).optional().meta({
      description: "Euros that a week of the site costs; plans prefer to leave dear sites first.",
    }),
    network: Cidr.meta({ description: "Where the site's databases answer." }),
    frontend: z.strictObject({
      addresses: z
        .array(Address)
        .min(1)
        .meta({ description: "Where the site's reverse proxy answers, port 443." }),
      hostname: Hostname.meta({ description: "Name in the certificate of the site's reverse proxy." }),
    }),
  }),
).meta({ title: "Site", description: "The datacenter of one or several academies, which closes." });
export type Site = z.output<typeof Site>;
