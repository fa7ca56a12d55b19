import { useNavigate } from "@tanstack/react-router";
import { KeyRound, LogOut, Monitor, Moon, Server, ShieldCheck, Sun, User } from "lucide-react";
import { signOut } from "../api/account";
import { queryClient } from "../api/client";
import { useAct } from "../api/use-act";
import { paths } from "../paths";
import { Avatar, initials } from "../ui/avatar";
import { Menu, MenuGroup, MenuItem, MenuLine } from "../ui/menu";
import { applyTheme, type Theme, useTheme } from "./theme";

const THEMES: [Theme, string, typeof Sun][] = [
  ["system", "As the system", Monitor],
  ["light", "Light", Sun],
  ["dark", "Dark", Moon],
];

/** Who is signed in, the theme, the way out. */
export function AccountMenu({ name, email, isOperator }: { name: string; email: string; isOperator: boolean }) {
  const navigate = useNavigate();
  const theme = useTheme();
  const leave = useSignOut();
  const go = (to: string) => () => void navigate({ to });
  return (
    <Menu
      align="end"
      label="Account"
      trigger={
        <button
          type="button"
          aria-label={`${initials(name)}, account of ${name}`}
          className="flex size-(--ctl) items-center justify-center rounded-2 hover:bg-hover"
        >
          <Avatar name={name} />
        </button>
      }
    >
      <div className="px-2 pt-1 pb-2">
        <p className="font-strong [overflow-wrap:anywhere]">{name}</p>
        <p className="text-cap text-ink-3 [overflow-wrap:anywhere]">{email}</p>
      </div>
      <MenuLine />
      <MenuItem icon={User} onSelect={go(paths.account())}>
        Account Details
      </MenuItem>
      <MenuItem icon={ShieldCheck} onSelect={go(paths.security())}>
        Security
      </MenuItem>
      <MenuItem icon={KeyRound} onSelect={go(paths.accessTokens())}>
        Access Tokens
      </MenuItem>
      {isOperator && (
        <MenuItem icon={Server} onSelect={go(paths.server())}>
          Server
        </MenuItem>
      )}
      <MenuLine />
      <MenuGroup label="Theme">
        {THEMES.map(([value, label, icon]) => (
          <MenuItem key={value} icon={icon} isCurrent={value === theme} onSelect={() => applyTheme(value)}>
            {label}
          </MenuItem>
        ))}
      </MenuGroup>
      <MenuLine />
      <MenuItem icon={LogOut} onSelect={leave}>
        Sign out
      </MenuItem>
    </Menu>
  );
}

/** Ends the session and forgets everything it had shown. */
export function useSignOut(): () => void {
  const navigate = useNavigate();
  const act = useAct(signOut, async () => {
    queryClient.clear();
    await navigate({ to: paths.signIn() });
  });
  return () => act.run(undefined);
}
