from starlette.background import BackgroundTask, BackgroundTasks
