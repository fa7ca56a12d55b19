import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { ChevronLeft, Plus, Trash2 } from "lucide-react";
import { useState } from "react";
import { can, denial, reason } from "../../../api/can";
import {
  addTokenGrant,
  removeTokenGrant,
  type ServiceToken,
  serviceToken,
  type TokenGrant,
  tokenGrants,
} from "../../../api/service-tokens";
import { useAct } from "../../../api/use-act";
import { ConfirmDelete } from "../../../parts/confirm-delete";
import { Form, FormActs, FormError } from "../../../parts/form";
import { bodyOf, EMPTY_GRANT, missing } from "../../../parts/grant/draft";
import { GrantFields } from "../../../parts/grant/fields";
import { Loaded, LoadMore } from "../../../parts/loaded";
import { useHeld } from "../../../parts/place";
import { paths } from "../../../paths";
import { Badge } from "../../../ui/badge";
import { Button, buttonClass } from "../../../ui/button";
import { Dialog, DialogBody, DialogFoot } from "../../../ui/dialog";
import { Empty } from "../../../ui/note";
import { Facts, PageHead, Section } from "../../../ui/page";
import { Prose } from "../../../ui/prose";
import { Table } from "../../../ui/table";
import { Time } from "../../../ui/time";
import { ServiceTokenActs } from "./service-token-acts";
import { LastUse, State } from "./service-tokens";

/** One program of the organization and everything it was given. */
export function ServiceTokenPage() {
  const { organization, token: id } = useParams({ from: "/inside/org/$organization/team/service-tokens/$token" });
  const query = useQuery(serviceToken(organization, id));
  const [isGranting, setIsGranting] = useState(false);
  return (
    <Loaded query={query} isPage>
      {(token) => (
        <>
          <div className="px-(--gutter) pt-3">
            <Link to={paths.serviceTokens(organization)} className={`${buttonClass("ghost", "small")} -ml-2`}>
              <ChevronLeft size={14} strokeWidth={1.75} aria-hidden /> Service tokens
            </Link>
          </div>
          <PageHead title={token.name} beside={<State token={token} />}>
            <Button
              look="primary"
              icon={Plus}
              denied={denial(token, "service_token_grants.update")}
              onClick={() => setIsGranting(true)}
            >
              Add grant
            </Button>
            <div className="max-m:flex-none">
              <ServiceTokenActs token={token} />
            </div>
          </PageHead>
          <Section title="Token">
            <Facts facts={facts(token)} />
          </Section>
          <Grants token={token} />
          {isGranting && <AddGrant token={token} onClose={() => setIsGranting(false)} />}
        </>
      )}
    </Loaded>
  );
}

function facts(token: ServiceToken): Parameters<typeof Facts>[0]["facts"] {
  return [
    ["Ends with", <code key="four">…{token.last_four}</code>],
    ["Expires", <Time key="expires" at={token.expires_at} />],
    ["Last used", <LastUse key="used" token={token} />],
    ["Created", <Created key="created" token={token} />],
    ["Rotated", <Time key="rotated" at={token.rotated_at} />],
  ];
}

function Created({ token }: { token: ServiceToken }) {
  return (
    <>
      <Time at={token.created_at} />
      {token.created_by && <span className="text-ink-3"> by {token.created_by.display_name}</span>}
    </>
  );
}

function Grants({ token }: { token: ServiceToken }) {
  const held = useHeld(token.organization);
  const unseen = reason(held, "service_token_grants.view");
  const query = useInfiniteQuery({
    ...tokenGrants(token.organization, token.id),
    enabled: can(held, "service_token_grants.view"),
  });
  const [leaving, setLeaving] = useState<TokenGrant | null>(null);
  const remove = useAct(
    () => removeTokenGrant(token.organization, token.id, leaving?.id ?? ""),
    () => setLeaving(null),
  );
  const denied = denial(token, "service_token_grants.update");
  return (
    <section className="border-t border-line pt-4">
      <h2 className="px-(--gutter) pb-2">Grants</h2>
      {unseen ? (
        <p className="px-(--gutter) pb-4 text-ink-2">{unseen}</p>
      ) : (
        <Loaded query={query}>
          {({ items, total }) =>
            items.length === 0 ? (
              <Empty>It may do nothing yet.</Empty>
            ) : (
              <>
                <Table
                  caption="Grants"
                  rows={items}
                  rowKey={(grant) => grant.id}
                  columns={[
                    {
                      name: "Grant",
                      kind: "main",
                      cell: (grant) => <GrantSentence grant={grant} />,
                    },
                    {
                      name: "Production",
                      width: "112px",
                      cell: (grant) =>
                        grant.scope.production ? (
                          <Badge tone="warn">included</Badge>
                        ) : (
                          <span className="text-ink-3">no</span>
                        ),
                    },
                    {
                      name: "Until",
                      width: "160px",
                      cell: (grant) => <Time at={grant.expires_at} never="as it lasts" />,
                    },
                    {
                      name: "Acts",
                      kind: "acts",
                      width: "48px",
                      cell: (grant) => (
                        <Button
                          look="ghost"
                          size="small"
                          icon={Trash2}
                          isSquare
                          denied={denied}
                          aria-label={`Remove: ${grant.sentence.replaceAll("`", "")}`}
                          onClick={() => setLeaving(grant)}
                        />
                      ),
                    },
                  ]}
                />
                <LoadMore query={query} shown={items.length} total={total} />
              </>
            )
          }
        </Loaded>
      )}
      <ConfirmDelete
        isOpen={leaving !== null}
        onClose={() => setLeaving(null)}
        title="Remove grant"
        button="Remove grant"
        note="From the next request on."
        act={remove}
      >
        <p>
          <b className="text-ink">{token.name}</b> loses: {leaving && <Prose text={leaving.sentence} />}
        </p>
      </ConfirmDelete>
    </section>
  );
}

/** In words; the actions behind them when opened. */
export function GrantSentence({ grant }: { grant: TokenGrant }) {
  const actions = grant.actions ?? [];
  return (
    <div className="min-w-0">
      <Prose text={grant.sentence} />
      {actions.length > 0 && (
        <details className="text-cap text-ink-3">
          <summary className="w-fit cursor-default hover:text-ink">
            {actions.length} {actions.length === 1 ? "action" : "actions"}
          </summary>
          <p className="flex flex-wrap gap-x-2 pt-0.5">
            {actions.map((action) => (
              <code key={action}>{action}</code>
            ))}
          </p>
        </details>
      )}
    </div>
  );
}

function AddGrant({ token, onClose }: { token: ServiceToken; onClose: () => void }) {
  const held = useHeld(token.organization);
  const [draft, setDraft] = useState(EMPTY_GRANT);
  const act = useAct(() => addTokenGrant(token.organization, token.id, bodyOf(draft)), onClose);
  return (
    <Dialog isOpen onClose={onClose} title="Add grant" about={`What ${token.name} may do from the next request on.`}>
      <Form onSubmit={() => missing(draft) === undefined && act.run(undefined)}>
        <DialogBody>
          <GrantFields
            organization={token.organization}
            draft={draft}
            onChange={setDraft}
            noProduction={reason(held, "service_token_grants.create_production")}
          />
          <FormError error={act.error} onClear={act.clear} />
        </DialogBody>
        <DialogFoot note="You can give what you hold yourself.">
          <FormActs act="Add grant" isBusy={act.isBusy} onCancel={onClose} reason={missing(draft)} />
        </DialogFoot>
      </Form>
    </Dialog>
  );
}
