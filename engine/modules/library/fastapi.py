"""FastAPI 0.92, as far as it can be seen from an application and its clients."""
__version__ = "0.92.0"

from fastapi.applications import FastAPI
from fastapi.exceptions import HTTPException
from fastapi.param_functions import Body, Cookie, Depends, Form, Header, Path, Query, Security
from fastapi.routing import APIRouter
from starlette import status
from starlette.background import BackgroundTasks
from starlette.requests import Request
from starlette.responses import Response
