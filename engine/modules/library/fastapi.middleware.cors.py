from starlette.middleware.cors import CORSMiddleware
