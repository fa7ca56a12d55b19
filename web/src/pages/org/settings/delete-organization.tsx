import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { me } from "../../../api/account";
import { denial } from "../../../api/can";
import { queryClient } from "../../../api/client";
import type { Body } from "../../../api/nouns";
import { deleteOrganization } from "../../../api/organizations";
import { useAct } from "../../../api/use-act";
import { ConfirmDelete } from "../../../parts/confirm-delete";
import { paths } from "../../../paths";
import { Button } from "../../../ui/button";
import { Section } from "../../../ui/page";

/** The end of the organization, by its typed name and a fresh sign-in. */
export function DeleteOrganization({ held }: { held: Body<"Organization"> }) {
  const navigate = useNavigate();
  const [isOpen, setIsOpen] = useState(false);
  const act = useAct(
    () => deleteOrganization(held.id, held.version, held.name),
    async () => {
      queryClient.removeQueries({ queryKey: me().queryKey });
      await navigate({ to: paths.home() });
    },
  );
  return (
    <Section title="Delete this organization" about="Only when no project lives in it.">
      <Button look="danger" denied={denial(held, "organization.delete")} onClick={() => setIsOpen(true)}>
        Delete organization
      </Button>
      <ConfirmDelete
        isOpen={isOpen}
        onClose={() => setIsOpen(false)}
        title="Delete organization"
        name={held.name}
        button="Delete organization"
        act={act}
      >
        <p>
          <b className="text-ink">{held.name}</b> is gone for all its members, with its roles, teams and service tokens.
        </p>
      </ConfirmDelete>
    </Section>
  );
}
