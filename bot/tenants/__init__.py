"""Many workspaces in one bot: each has an app, a store and a worker of its own, and no other knows anything of it."""
