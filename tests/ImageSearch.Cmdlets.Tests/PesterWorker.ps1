# Runs the Pester files that it is asked for, a path a line, and answers each with one line of JSON.
# They come by a pipe: standard input would be read by the programs that tests start.
param([string]$Pester, [string]$PipeName)
Import-Module $Pester -ErrorAction Stop

# What Pester says of why a test failed or was skipped.
function Get-Reason($Records) {
    @(foreach ($record in $Records) {
            $record.DisplayErrorMessage ?? $record.Exception.Message
            $record.DisplayStackTrace
        }) -join "`n"
}

function Get-TestResult([string]$PesterFile) {
    $pesterRun = Invoke-Pester -Path $PesterFile -PassThru -Output None
    foreach ($test in $pesterRun.Tests) {
        @{ Name = $test.ExpandedPath; Outcome = "$($test.Result)"; Seconds = $test.Duration.TotalSeconds; Reason = Get-Reason $test.ErrorRecord }
    }

    # What fails outside of a test: a file that cannot be read, an AfterAll.
    foreach ($broken in @($pesterRun.FailedContainers) + @($pesterRun.FailedBlocks)) {
        $name = $broken.ExpandedPath ? "$($broken.ExpandedPath): before or after its tests" : "$broken"
        @{ Name = $name; Outcome = 'Failed'; Seconds = 0; Reason = Get-Reason $broken.ErrorRecord }
    }
}

$pipe = [IO.Pipes.NamedPipeClientStream]::new('.', $PipeName, [IO.Pipes.PipeDirection]::InOut)
$pipe.Connect(60000)
$asked = [IO.StreamReader]::new($pipe)
$answers = [IO.StreamWriter]::new($pipe)
$answers.AutoFlush = $true
while ($null -ne ($line = $asked.ReadLine())) {
    $answers.WriteLine((ConvertTo-Json -Compress -InputObject @(Get-TestResult $line)))
}
