"""Faults and floods: processes killed, disks full, clocks that jump, strangers who ask too much."""
