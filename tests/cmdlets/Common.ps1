# Dot-sourced in every BeforeAll.

# An error that no test asked for must fail the test, not scroll past. Tests of non-terminating errors say SilentlyContinue.
$ErrorActionPreference = 'Stop'

$Manifest = (Resolve-Path -LiteralPath (Join-Path $PSScriptRoot '..' '..' 'ImageSearch.psd1')).ProviderPath
$Photos = (Resolve-Path -LiteralPath (Join-Path $PSScriptRoot '..' 'data' 'photos')).ProviderPath

# This PowerShell again, without a profile and with nobody to ask: & $Pwsh @PwshArguments. Where it is a tool's package, dotnet runs its pwsh.dll.
$Pwsh = [Environment]::ProcessPath
$PwshArguments = @('-NoProfile', '-NonInteractive')
if ((Split-Path $Pwsh -LeafBase) -eq 'dotnet') { $PwshArguments = @(Join-Path $PSHOME 'pwsh.dll') + $PwshArguments }

Import-Module $Manifest

function Get-Photo([string]$Name) {
    Join-Path $Photos $Name
}

# A folder of its own in TestDrive; returns its full path.
function New-TestFolder([string]$Name = [Guid]::NewGuid().ToString('N')) {
    [IO.Directory]::CreateDirectory((Join-Path $TestDrive $Name)).FullName
}

# All bytes of a file as one text: Should takes an array of bytes one by one, which takes seconds.
function Get-Bytes([string]$Path) {
    [Convert]::ToHexString([IO.File]::ReadAllBytes($Path))
}

# Copies a photo to exactly this path, brackets and all; returns the path. The copy keeps the photo's time.
function Copy-Photo([string]$Name, [string]$Path) {
    [IO.File]::Copy((Get-Photo $Name), $Path, $true)
    $Path
}

# An image without any texture: a gray BMP of 64 x 64 pixels.
function New-FlatImage([string]$Path) {
    $pixels = [byte[]]::new(64 * 64 * 3)
    [Array]::Fill($pixels, [byte]128)
    $header = [byte[]](0x42, 0x4D) + [BitConverter]::GetBytes([int]54 + $pixels.Length) + [byte[]]::new(4) +
        [BitConverter]::GetBytes([int]54)
    $info = [BitConverter]::GetBytes([int]40) + [BitConverter]::GetBytes([int]64) + [BitConverter]::GetBytes([int]64) +
        [byte[]](1, 0, 24, 0) + [byte[]]::new(24)
    [IO.File]::WriteAllBytes($Path, [byte[]]($header + $info + $pixels))
    $Path
}

# Puts at the path what is no image that could be searched.
function New-BadImage([string]$Kind, [string]$Path) {
    $photo = Get-Photo 'Fossa_by_Jasper_Roks.jpg'
    switch ($Kind) {
        'a file that is not there' { }
        'a text file named .jpg' { Set-Content -LiteralPath $Path 'not an image' }
        'an empty file' { [IO.File]::WriteAllBytes($Path, @()) }
        'a folder' { $null = [IO.Directory]::CreateDirectory($Path) }
        'half a photo' { [IO.File]::WriteAllBytes($Path, [IO.File]::ReadAllBytes($photo)[0..7499]) }
        'the first 100 bytes of a photo' { [IO.File]::WriteAllBytes($Path, [IO.File]::ReadAllBytes($photo)[0..99]) }
        default { throw "No such kind: $Kind" }
    }
}

# Small images and few features: enough for tests that are not about matching.
function New-SmallIndex {
    New-ImageIndex -LongSidePixels 256 -MaxFeatures 60
}

# Runs a script in a runspace that has the module and nothing else; its terminating errors are returned as records.
function Invoke-InNewRunspace([scriptblock]$Script, [object[]]$Arguments = @()) {
    $shell = [powershell]::Create()
    try {
        $null = $shell.AddScript({
                param($Manifest, $Script, $Arguments)
                Import-Module $Manifest
                try { & ([scriptblock]::Create($Script)) @Arguments } catch { $_ }
            }).AddArgument($Manifest).AddArgument($Script.ToString()).AddArgument($Arguments)
        $shell.Invoke()
    }
    finally {
        $shell.Dispose()
    }
}

# The table that a user sees, without colours.
function Get-TableText([object[]]$InputObject) {
    ($InputObject | Format-Table | Out-String -Width 400) -replace '\e\[[0-9;]*m'
}

# The headings of that table, in order.
function Get-TableHeading([object[]]$InputObject) {
    $lines = (Get-TableText $InputObject) -split '\r?\n' | Where-Object { $_.Trim() }
    -split $lines[0]
}

# The messages among merged output (4>&1).
function Get-VerboseMessage([object[]]$Output) {
    $Output | Where-Object { $_ -is [System.Management.Automation.VerboseRecord] } | ForEach-Object Message
}

# The command imagesearch: the one that `dotnet test` built, or, where somebody runs Pester by hand, the one that was built last.
function Get-ServiceCommand {
    if ($env:IMAGESEARCH_TEST_COMMAND) { return $env:IMAGESEARCH_TEST_COMMAND }
    $built = Join-Path (Split-Path $Manifest) 'src' 'ImageSearch.Cli' 'bin' '*' 'net10.0' ($IsWindows ? 'imagesearch.exe' : 'imagesearch')
    $last = Get-Item $built | Sort-Object LastWriteTime | Select-Object -Last 1
    if (-not $last) { throw 'The command imagesearch is not built: dotnet build src/ImageSearch.Cli' }
    $last.FullName
}

# Waits until the condition holds; false if it does not within a minute; tests bound what is done meanwhile, not the time.
function Wait-Until([scriptblock]$Condition) {
    $clock = [System.Diagnostics.Stopwatch]::StartNew()
    while (-not (& $Condition)) {
        if ($clock.Elapsed.TotalSeconds -gt 60) {
            return $false
        }

        Start-Sleep -Milliseconds 20
    }

    $true
}

# What makes two searches' answers the same.
function ConvertTo-Answer([object[]]$Match) {
    ConvertTo-Json -InputObject @($Match | Select-Object Rank, Id, FullName, Votes, Score, QueryPath)
}

# The descriptors of an indexed image, which the engine keeps to itself.
function Get-Descriptor($Snapshot, [long]$Id) {
    $method = $Snapshot.GetType().GetMethod('GetFeatures', [Reflection.BindingFlags]'Instance, Public, NonPublic', [type[]]@([long]))
    , $method.Invoke($Snapshot, @($Id)).Descriptors
}

# A server of other things: one answer to whatever is asked.
function Start-OtherServer([scriptblock]$Answer) {
    # It takes no port 0: another listener finds one that is free.
    $finder = [Net.Sockets.TcpListener]::new([Net.IPAddress]::Loopback, 0)
    $finder.Start()
    $port = $finder.LocalEndpoint.Port
    $finder.Stop()
    $listener = [Net.HttpListener]::new()
    $listener.Prefixes.Add("http://127.0.0.1:$port/")
    $listener.Start()
    $isAsked = [Threading.ManualResetEventSlim]::new()
    $shell = [powershell]::Create().AddScript({
            param($listener, $answer, $isAsked)
            while ($listener.IsListening) {
                # Not GetContext: one that waits while the listener is aborted may wait for ever, and cannot be stopped.
                $next = $listener.GetContextAsync()
                while (-not $next.Wait(50)) { }
                $isAsked.Set()
                & ([scriptblock]::Create($answer)) $next.Result
            }
        }).AddArgument($listener).AddArgument($Answer.ToString()).AddArgument($isAsked)
    $null = $shell.BeginInvoke()
    [pscustomobject]@{ Uri = [uri]"http://127.0.0.1:$port/"; Listener = $listener; Shell = $shell; IsAsked = $isAsked }
}

# Ends a server of other things.
function Stop-OtherServer($Server) {
    if ($Server) {
        $Server.Listener.Abort()
        $Server.Shell.Dispose()
    }
}

# What stands before a service and hands on what it is asked. The answers to changes are lost on their way back, though they were made: cut
# off, or, with -Empty, of no content.
function Start-LosingServer([uri]$To, [switch]$Empty) {
    $answer = {
        param($c)
        $client = [Net.Http.HttpClient]::new()
        $request = [Net.Http.HttpRequestMessage]::new($c.Request.HttpMethod, [uri]::new([uri]'TO', $c.Request.RawUrl.TrimStart('/')))
        if ($c.Request.HasEntityBody) {
            $body = [IO.MemoryStream]::new()
            $c.Request.InputStream.CopyTo($body)
            $request.Content = [Net.Http.ByteArrayContent]::new($body.ToArray())
            $null = $request.Content.Headers.TryAddWithoutValidation('Content-Type', $c.Request.ContentType)
        }
        $reply = $client.SendAsync($request).GetAwaiter().GetResult()
        if ($c.Request.HttpMethod -ne 'GET') {
            if (EMPTY) {
                $c.Response.Close()
            }
            else {
                $c.Response.ContentLength64 = 1000
                $c.Response.OutputStream.Write([byte[]]::new(10), 0, 10)
                $c.Response.Abort()
            }
        }
        else {
            $c.Response.StatusCode = [int]$reply.StatusCode
            $c.Response.ContentType = "$($reply.Content.Headers.ContentType)"
            $bytes = $reply.Content.ReadAsByteArrayAsync().GetAwaiter().GetResult()
            $c.Response.OutputStream.Write($bytes, 0, $bytes.Length)
            $c.Response.Close()
        }
    }
    Start-OtherServer ([scriptblock]::Create($answer.ToString().Replace('TO', $To.AbsoluteUri).Replace('EMPTY', $Empty ? '$true' : '$false')))
}

# 'imagesearch serve' with these arguments, once it listens; end it with Stop-Served.
function Start-Served([string]$Arguments) {
    $output = Join-Path $TestDrive "$([Guid]::NewGuid().ToString('N')).txt"
    $process = Start-Process (Get-ServiceCommand) "serve $Arguments --urls http://127.0.0.1:0" -PassThru -RedirectStandardOutput $output -RedirectStandardError "$output.log"
    if (-not (Wait-Until { $process.HasExited -or (Get-Content -LiteralPath $output -ErrorAction Ignore) }) -or $process.HasExited) {
        throw "The service did not start: $(Get-Content -LiteralPath "$output.log" -Raw)"
    }

    [pscustomobject]@{ Process = $process; Log = "$output.log"; Uri = [uri]((Get-Content -LiteralPath $output) -replace '^Listening on ') }
}

# Ends it as SIGTERM does not: at once.
function Stop-Served($Served) {
    if ($Served -and -not $Served.Process.HasExited) {
        $Served.Process.Kill()
        $Served.Process.WaitForExit()
    }
}
