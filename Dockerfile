# docker build -t imagesearch .
# docker run --read-only --tmpfs /tmp --cap-drop ALL --security-opt no-new-privileges -p 127.0.0.1:5080:5080 \
#     -v /srv/imagesearch:/data:ro imagesearch serve /data/photos.imgidx --urls http://0.0.0.0:5080 --keys /data/keys.txt --json
# The user is 1654: what lies in /data must be readable to it, the key file too.
FROM mcr.microsoft.com/dotnet/sdk:10.0 AS build
WORKDIR /source
COPY . .
RUN dotnet publish src/ImageSearch.Cli -c Release -o /app

FROM mcr.microsoft.com/dotnet/aspnet:10.0
WORKDIR /app
COPY --from=build /app .
# Nothing is written below the root; what the service writes goes to --uploads and beside the index, if they are mounted so.
ENV DOTNET_EnableDiagnostics=0
USER $APP_UID
EXPOSE 5080
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s CMD ["/app/imagesearch", "ping", "--live", "http://127.0.0.1:5080"]
ENTRYPOINT ["/app/imagesearch"]
