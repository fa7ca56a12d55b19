import { queryOptions } from "@tanstack/react-query";
import { answer, client } from "./client";
import type { InstancePlace } from "./instances";
import type { Body } from "./nouns";

const PROMOTE = "/api/v1/organizations/{organization}/projects/{project}/instances/{instance}/policy/promote";

/** What taking over another instance's policy, client auth or both would change at `path`; asked anew whenever it is opened. */
export const promotionPreview = (path: InstancePlace, body: Required<Body<"PolicyPromotionPreview">>) =>
  queryOptions({
    queryKey: ["instance", path.instance, "promotion", body.from, body.policy, body.client_auth],
    queryFn: () => answer(client.POST(`${PROMOTE}/preview`, { params: { path }, body })),
    staleTime: 0,
    gcTime: 0,
    retry: false,
    // What is shown is what would be taken over: it changes when somebody asks for it.
    refetchOnWindowFocus: false,
  });

/** Takes over what a preview showed. */
export const promote = (path: InstancePlace, body: Body<"NewPolicyPromotion">) =>
  answer(client.POST(PROMOTE, { params: { path }, body }));
