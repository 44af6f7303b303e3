"""The loyalty desk: who stays, who leaves and why."""
