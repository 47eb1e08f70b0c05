# md5, sha1, sha224 and sha256, as their standards describe them.
import _bytearray

algorithms_guaranteed = {"md5", "sha1", "sha224", "sha256"}
algorithms_available = {"md5", "sha1", "sha224", "sha256"}


def _primes(count):
    found, n = [], 2
    while len(found) < count:
        if all(n % p for p in found):
            found.append(n)
        n += 1
    return found


def _root(n, power):
    # floor(n ** (1 / power) * 2 ** 32) mod 2 ** 32, by bisection.
    low, high = 0, 1 << 40
    while high - low > 1:
        middle = (low + high) // 2
        if middle ** power <= n << 32 * power:
            low = middle
        else:
            high = middle
    return low & 0xFFFFFFFF


_tables = {}


def _table(name):
    if name not in _tables:
        if name == "sha256":
            _tables[name] = [_root(p, 3) for p in _primes(64)]
        else:
            import math
            _tables[name] = [int(abs(math.sin(i + 1)) * 4294967296) for i in range(64)]
    return _tables[name]


def _sha256_block(state, block):
    mask = 0xFFFFFFFF
    w = [int.from_bytes(block[i:i + 4], "big") for i in range(0, 64, 4)]
    for i in range(16, 64):
        x, y = w[i - 15], w[i - 2]
        s0 = (x >> 7 | x << 25) ^ (x >> 18 | x << 14) ^ x >> 3
        s1 = (y >> 17 | y << 15) ^ (y >> 19 | y << 13) ^ y >> 10
        w.append(w[i - 16] + (s0 & mask) + w[i - 7] + (s1 & mask) & mask)
    a, b, c, d, e, f, g, h = state
    for k, word in zip(_table("sha256"), w):
        s1 = ((e >> 6 | e << 26) ^ (e >> 11 | e << 21) ^ (e >> 25 | e << 7)) & mask
        t1 = h + s1 + (e & f ^ ~e & g) + k + word
        s0 = ((a >> 2 | a << 30) ^ (a >> 13 | a << 19) ^ (a >> 22 | a << 10)) & mask
        t2 = s0 + (a & b ^ a & c ^ b & c)
        h, g, f, e, d, c, b, a = g, f, e, d + t1 & mask, c, b, a, t1 + t2 & mask
    return [x + y & mask for x, y in zip(state, (a, b, c, d, e, f, g, h))]


def _sha1_block(state, block):
    mask = 0xFFFFFFFF
    w = [int.from_bytes(block[i:i + 4], "big") for i in range(0, 64, 4)]
    for i in range(16, 80):
        x = w[i - 3] ^ w[i - 8] ^ w[i - 14] ^ w[i - 16]
        w.append((x << 1 | x >> 31) & mask)
    a, b, c, d, e = state
    for i, word in enumerate(w):
        if i < 20:
            f, k = b & c | ~b & d, 0x5A827999
        elif i < 40:
            f, k = b ^ c ^ d, 0x6ED9EBA1
        elif i < 60:
            f, k = b & c | b & d | c & d, 0x8F1BBCDC
        else:
            f, k = b ^ c ^ d, 0xCA62C1D6
        a, b, c, d, e = ((a << 5 | a >> 27) & mask) + (f & mask) + e + k + word & mask, a, (b << 30 | b >> 2) & mask, c, d
    return [x + y & mask for x, y in zip(state, (a, b, c, d, e))]


_MD5_TURNS = ((7, 12, 17, 22), (5, 9, 14, 20), (4, 11, 16, 23), (6, 10, 15, 21))


def _md5_block(state, block):
    mask = 0xFFFFFFFF
    w = [int.from_bytes(block[i:i + 4], "little") for i in range(0, 64, 4)]
    a, b, c, d = state
    for i, k in enumerate(_table("md5")):
        stage = i // 16
        if stage == 0:
            f, g = b & c | ~b & d, i
        elif stage == 1:
            f, g = d & b | ~d & c, (5 * i + 1) % 16
        elif stage == 2:
            f, g = b ^ c ^ d, (3 * i + 5) % 16
        else:
            f, g = c ^ (b | ~d & mask), 7 * i % 16
        f = (f & mask) + a + k + w[g] & mask
        turn = _MD5_TURNS[stage][i % 4]
        a, d, c, b = d, c, b, b + (f << turn | f >> 32 - turn) & mask
    return [x + y & mask for x, y in zip(state, (a, b, c, d))]


_SHA1_START = (0x67452301, 0xEFCDAB89, 0x98BADCFE, 0x10325476, 0xC3D2E1F0)
_SHA224_START = (0xC1059ED8, 0x367CD507, 0x3070DD17, 0xF70E5939, 0xFFC00B31, 0x68581511, 0x64F98FA7, 0xBEFA4FA4)
_SHA256_START = (0x6A09E667, 0xBB67AE85, 0x3C6EF372, 0xA54FF53A, 0x510E527F, 0x9B05688C, 0x1F83D9AB, 0x5BE0CD19)
_KINDS = {"md5": (_md5_block, _SHA1_START[:4], "little", 16), "sha1": (_sha1_block, _SHA1_START, "big", 20),
          "sha224": (_sha256_block, _SHA224_START, "big", 28), "sha256": (_sha256_block, _SHA256_START, "big", 32)}


class HASH:
    __module__ = "_hashlib"
    block_size = 64

    def __init__(self, name, data=b""):
        self.name = name
        self._step, self._state, self._order, self.digest_size = _KINDS[name]
        self._rest, self._count = b"", 0
        self.update(data)

    def update(self, data, /):
        if isinstance(data, str):
            raise TypeError("Strings must be encoded before hashing")
        if not isinstance(data, (bytes, _bytearray.bytearray)):
            raise TypeError("object supporting the buffer API required")
        self._count += len(data)
        rest = self._rest + bytes(data)
        end = len(rest) // 64 * 64
        for at in range(0, end, 64):
            self._state = self._step(self._state, rest[at:at + 64])
        self._rest = rest[end:]

    def digest(self):
        tail = self._rest + b"\x80" + bytes((55 - self._count) % 64) + (self._count * 8).to_bytes(8, self._order)
        state = self._state
        for at in range(0, len(tail), 64):
            state = self._step(state, tail[at:at + 64])
        return b"".join(word.to_bytes(4, self._order) for word in state)[:self.digest_size]

    def hexdigest(self):
        return self.digest().hex()

    def copy(self):
        other = HASH(self.name)
        other._state, other._rest, other._count = self._state, self._rest, self._count
        return other

    def __repr__(self):
        return f"<{self.name} _hashlib.HASH object @ {hex(id(self))}>"


def md5(string=b"", *, usedforsecurity=True):
    return HASH("md5", string)


def sha1(string=b"", *, usedforsecurity=True):
    return HASH("sha1", string)


def sha224(string=b"", *, usedforsecurity=True):
    return HASH("sha224", string)


def sha256(string=b"", *, usedforsecurity=True):
    return HASH("sha256", string)


def new(name, data=b"", *, usedforsecurity=True):
    if name.lower() not in _KINDS:
        raise ValueError(f"unsupported hash type {name}")
    return HASH(name.lower(), data)
