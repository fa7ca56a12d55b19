import { useNavigate } from "@tanstack/react-router";
import { Pause, Pencil, Play, RotateCw, SquareArrowOutUpRight, Trash2 } from "lucide-react";
import { useState } from "react";
import { denial } from "../../../api/can";
import {
  changeServiceToken,
  deleteServiceToken,
  rotateServiceToken,
  type ServiceToken,
} from "../../../api/service-tokens";
import { useAct } from "../../../api/use-act";
import { ConfirmDelete } from "../../../parts/confirm-delete";
import { Form, FormActs, FormError } from "../../../parts/form";
import { RenameToken, RotateToken } from "../../../parts/token-dialogs";
import { paths } from "../../../paths";
import { Dialog, DialogBody, DialogFoot } from "../../../ui/dialog";
import { Kebab, MenuItem, MenuLine } from "../../../ui/menu";

type Open = "rename" | "rotate" | "suspend" | "delete";
type Props = { token: ServiceToken; isInList?: boolean };

/** All that can be done to a token as a whole. */
export function ServiceTokenActs({ token, isInList }: Props) {
  const navigate = useNavigate();
  const [open, setOpen] = useState<Open | null>(null);
  const close = () => setOpen(null);
  const noUpdate = denial(token, "service_tokens.update");
  return (
    <>
      <Kebab label={`Acts on ${token.name}`}>
        {isInList && (
          <MenuItem
            icon={SquareArrowOutUpRight}
            onSelect={() => void navigate({ to: paths.serviceToken(token.organization, token.id) })}
          >
            Open
          </MenuItem>
        )}
        <MenuItem icon={Pencil} denied={noUpdate} onSelect={() => setOpen("rename")}>
          Rename
        </MenuItem>
        <MenuItem icon={RotateCw} denied={noUpdate} onSelect={() => setOpen("rotate")}>
          Rotate secret
        </MenuItem>
        <MenuItem icon={token.suspended ? Play : Pause} denied={noUpdate} onSelect={() => setOpen("suspend")}>
          {token.suspended ? "Resume" : "Suspend"}
        </MenuItem>
        <MenuLine />
        <MenuItem
          icon={Trash2}
          isDanger
          denied={denial(token, "service_tokens.delete")}
          onSelect={() => setOpen("delete")}
        >
          Delete
        </MenuItem>
      </Kebab>
      {open === "rename" && (
        <RenameToken
          title="Rename service token"
          name={token.name}
          rename={(name) => changeServiceToken(token, { name })}
          onClose={close}
        />
      )}
      {open === "rotate" && (
        <RotateToken name={token.name} mayNever rotate={(body) => rotateServiceToken(token, body)} onClose={close} />
      )}
      {open === "suspend" && <Suspend token={token} onClose={close} />}
      {open === "delete" && <Delete token={token} isInList={isInList} onClose={close} />}
    </>
  );
}

function Suspend({ token, onClose }: { token: ServiceToken; onClose: () => void }) {
  const act = useAct(() => changeServiceToken(token, { suspended: !token.suspended }), onClose);
  const verb = token.suspended ? "Resume" : "Suspend";
  return (
    <Dialog isOpen onClose={onClose} title={`${verb} service token`}>
      <Form onSubmit={() => act.run(undefined)}>
        <DialogBody>
          <p className="text-ink-2">
            {token.suspended ? (
              <>
                <b className="text-ink">{token.name}</b> does again what it was granted, with the secret it has.
              </>
            ) : (
              <>
                Programs that use <b className="text-ink">{token.name}</b> are refused from now on. It keeps its grants
                and its secret for when it is resumed.
              </>
            )}
          </p>
          <FormError error={act.error} onClear={act.clear} />
        </DialogBody>
        <DialogFoot>
          <FormActs act={`${verb} service token`} isBusy={act.isBusy} onCancel={onClose} />
        </DialogFoot>
      </Form>
    </Dialog>
  );
}

function Delete({ token, isInList, onClose }: Props & { onClose: () => void }) {
  const navigate = useNavigate();
  const act = useAct(
    () => deleteServiceToken(token),
    async () => {
      onClose();
      if (!isInList) await navigate({ to: paths.serviceTokens(token.organization) });
    },
  );
  return (
    <ConfirmDelete
      isOpen
      onClose={onClose}
      title="Delete service token"
      name={token.name}
      button="Delete service token"
      act={act}
    >
      <p>
        Programs that use <b className="text-ink">{token.name}</b> are refused from now on.
      </p>
      {token.holds && token.holds.length > 0 && (
        <ul className="list-disc pl-5">
          {token.holds.map((sentence) => (
            <li key={sentence}>{sentence.replaceAll("`", "")}</li>
          ))}
        </ul>
      )}
    </ConfirmDelete>
  );
}
