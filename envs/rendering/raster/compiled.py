"""How the kernels are compiled: cached on disk, without the GIL, and to the same bits everywhere (no fast mathematics).

Each kernel's file is complete in itself, since numba's cache does not notice changes in other files.
"""

from numba import njit

# Divisions by zero give infinities, as in numpy; checking for them would cost a branch each.
kernel = njit(cache=True, nogil=True, error_model="numpy")
