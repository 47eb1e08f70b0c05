"""property, staticmethod and classmethod."""


class Celsius:
    made = 0

    def __init__(self, degrees):
        self._degrees = degrees
        Celsius.made += 1

    @property
    def fahrenheit(self):
        return self._degrees * 9 / 5 + 32

    @fahrenheit.setter
    def fahrenheit(self, value):
        self._degrees = (value - 32) * 5 / 9

    @property
    def degrees(self):
        return self._degrees

    @staticmethod
    def is_cold(degrees):
        return degrees < 5

    @classmethod
    def freezing(cls):
        return cls(0)


t = Celsius(100)
print(t.fahrenheit)
t.fahrenheit = 50
print(t.degrees, Celsius.is_cold(3), t.is_cold(9), Celsius.freezing().fahrenheit, Celsius.made)
try:
    t.degrees = 5
except AttributeError as error:
    print(error)
