import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { organization } from "../../../api/organizations";
import { settings } from "../../../api/settings";
import { Loaded } from "../../../parts/loaded";
import { CopyLine } from "../../../ui/copy";
import { PageHead, Section } from "../../../ui/page";
import { AuditRetention } from "./audit-retention";
import { DeleteOrganization } from "./delete-organization";
import { EntryRules } from "./entry-rules";
import { General } from "./general";

/** What the organization is called, whom it lets in, and how long it remembers. */
export function OrganizationSettingsPage() {
  const { organization: id } = useParams({ from: "/inside/org/$organization/settings" });
  const whole = useQuery(organization(id));
  // Whoever may not see the organization is refused once.
  const query = useQuery({ ...settings(id), enabled: whole.data !== undefined });
  return (
    <Loaded query={whole} isPage>
      {(held) => (
        <>
          <PageHead title="Settings" />
          <Loaded query={query}>
            {(known) => (
              <>
                <General key={`${id}general`} organization={id} settings={known} />
                <EntryRules key={`${id}rules`} organization={id} settings={known} />
                <AuditRetention key={`${id}audit`} organization={id} settings={known} />
              </>
            )}
          </Loaded>
          <Section title="Organization id" about="For the API and the command line.">
            <CopyLine value={held.id} label="organization id" />
          </Section>
          <DeleteOrganization held={held} />
        </>
      )}
    </Loaded>
  );
}
