"""First draws of random streams, from the definitions of SHA-256 and of xoroshiro128+ (Blackman &
Vigna 2018, constants 24, 16, 37) in 64-bit integers.

Run: python3 tests/golden/random_streams.py | deno fmt --ext json - > tests/golden/random_streams.json
"""

import hashlib
import json
import math
import struct

WORD = (1 << 64) - 1


def rotated(x, by):
    return ((x << by) | (x >> (64 - by))) & WORD


class Stream:
    """The stream of one seed and purpose: two 64-bit words out of the digest's first 16 bytes."""

    def __init__(self, seed, purpose):
        digest = hashlib.sha256(f"{seed}/{purpose}".encode()).digest()
        self.s0, self.s1 = struct.unpack(">QQ", digest[:16])

    def bits(self):
        """The lower 32 bits of the next 64."""
        out = (self.s0 + self.s1) & WORD
        mixed = self.s0 ^ self.s1
        self.s0 = rotated(self.s0, 24) ^ mixed ^ ((mixed << 16) & WORD)
        self.s1 = rotated(mixed, 37)
        return out & 0xFFFFFFFF

    def uniform(self):
        """53 bits: 26 from one draw, 27 from the next."""
        high = self.bits() & ((1 << 26) - 1)
        low = self.bits() & ((1 << 27) - 1)
        return (high * 2**27 + low) / 2**53

    def normals(self, pairs):
        """Box & Muller 1958."""
        values = []
        for _ in range(pairs):
            radius = math.sqrt(-2 * math.log(1 - self.uniform()))
            angle = 2 * math.pi * self.uniform()
            values += [radius * math.cos(angle), radius * math.sin(angle)]
        return values

    def below(self, n):
        """An integer in [0, n), without bias: draws past the last whole multiple of n are thrown
        away. Draws are signed, and shifted by 2³¹."""
        while True:
            value = self.bits() ^ 0x80000000
            if value < 2**32 - 2**32 % n:
                return value % n

    def permutation(self, n):
        order = list(range(n))
        for i in range(n - 1, 0, -1):
            j = self.below(i + 1)
            order[i], order[j] = order[j], order[i]
        return order


print(json.dumps([
    {
        "seed": seed,
        "purpose": purpose,
        "uniform": [stream.uniform() for stream in [Stream(seed, purpose)] for _ in range(5)],
        "normal": Stream(seed, purpose).normals(3),
        "permutation": Stream(seed, purpose).permutation(12),
    }
    for seed, purpose in [(0, "a"), (7, "initial/encoder/layer1/kernel"), (2**53 - 1, "λ")]
], ensure_ascii=False))
