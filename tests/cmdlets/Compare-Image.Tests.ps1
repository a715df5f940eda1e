Describe 'Compare-Image' {
    BeforeAll {
        . $PSScriptRoot/Common.ps1
        $wine = Get-Photo 'Wine_by_Jakkub_Mede.jpg'
        $kleiber = Get-Photo 'Kleiber_by_Lukas_Baubkus.jpg'
        $copies = (Resolve-Path (Join-Path $PSScriptRoot '..' 'data' 'copies')).ProviderPath
    }

    It 'says that a copy of the bytes is one' {
        $copy = Copy-Photo 'Wine_by_Jakkub_Mede.jpg' (Join-Path (New-TestFolder) 'wine [1].jpg')
        $found = Compare-Image $wine -LiteralPath $copy
        $found | Should -BeOfType ImageSearch.PowerShell.ComparedImages
        $found.IsMatch | Should -BeTrue
        $found.Relation | Should -Be 'IdenticalBytes'
        $found.Confidence | Should -Be 1
        $found.PerceptualHashDistance | Should -Be 0
        $found.FullName | Should -BeExactly $copy
    }

    It 'says <Relation> of <Kind>' -ForEach @(
        @{ Kind = 'jpeg15'; Relation = 'Reencoded' }
        @{ Kind = 'scale50'; Relation = 'Resized' }
        @{ Kind = 'crop50'; Relation = 'Cropped' }
        @{ Kind = 'rot45'; Relation = 'Turned' }
    ) {
        $found = Compare-Image $wine (Join-Path $copies "Wine_by_Jakkub_Mede__$Kind.jpg")
        $found.IsMatch | Should -BeTrue
        $found.Relation | Should -Be $Relation
        $found.Inliers | Should -BeGreaterThan 10
    }

    It 'compares pixels, unless it is told not to' {
        $small = Join-Path $copies 'Wine_by_Jakkub_Mede__scale50.jpg'
        (Compare-Image $wine $small).IsConfirmed | Should -BeTrue
        (Compare-Image $wine $small -NoPixels).IsConfirmed | Should -BeFalse
    }

    It 'sees that two views from aside show one picture, with -Thorough alone' {
        $aside = (Resolve-Path (Join-Path $PSScriptRoot '..' 'data' 'aside')).ProviderPath
        $left, $above = 'left', 'above' | ForEach-Object { Join-Path $aside "Dragonfly_by_Bolly__$_.jpg" }
        (Compare-Image $left $above -NoPixels).IsMatch | Should -BeFalse
        $found = Compare-Image $left $above -NoPixels -Thorough
        $found.IsMatch | Should -BeTrue
        $found.Inliers | Should -BeGreaterThan 50
        (Compare-Image $left $wine -NoPixels -Thorough).IsMatch | Should -BeFalse
    }

    It 'says it in words, and takes for a match what is asked for' {
        $small = Join-Path $copies 'Wine_by_Jakkub_Mede__scale50.jpg'
        $found = Compare-Image $wine $small
        $found.Verdict | Should -BeExactly 'the same picture, resized to 50 %'
        (Compare-Image $wine $small -Relation Resized, Cropped).IsMatch | Should -BeTrue
        $other = Compare-Image $wine $small -Relation IdenticalBytes
        $other.IsMatch | Should -BeFalse
        $other.Relation | Should -Be 'Resized'
    }

    It 'says that other images do not match' {
        $found = Compare-Image $wine $kleiber
        $found.IsMatch | Should -BeFalse
        $found.Relation | Should -Be 'None'
        $found.Confidence | Should -BeLessThan 0.5
    }

    It 'takes images from the pipeline, and wildcards' {
        $found = Get-Item (Join-Path $copies 'Wine*.jpg') | Compare-Image $wine
        $found.Count | Should -Be 4
        (Compare-Image $wine (Join-Path $copies 'Wine*.jpg')).FullName | Should -Be $found.FullName
    }

    It 'reports an image that cannot be read and goes on' {
        $bad = New-BadImage 'a text file named .jpg' (Join-Path (New-TestFolder) 'bad.jpg')
        $bad = Join-Path (New-TestFolder) 'missing.jpg'
        $found = Compare-Image $wine $bad, $wine -ErrorAction SilentlyContinue -ErrorVariable e
        $found | Should -HaveCount 1
        $e[0].FullyQualifiedErrorId | Should -BeExactly 'ImageNotFound,ImageSearch.PowerShell.Commands.CompareImageCommand'
    }

    It 'compares many images on several threads, and with -ThrottleLimit 1 on one' -Skip:(-not $IsLinux -or [Environment]::ProcessorCount -eq 1) {
        # The worker threads of this process that have used processor time since.
        function Get-Worker {
            foreach ($thread in [IO.Directory]::GetDirectories('/proc/self/task') | Where-Object { $_ -notin $before }) {
                try {
                    if ([IO.File]::ReadAllText("$thread/comm") -like 'ImageSearch*') {
                        $fields = ([IO.File]::ReadAllText("$thread/stat") -split '\) ')[-1] -split ' '
                        if ([int]$fields[11] + [int]$fields[12] -gt 0) { $thread }
                    }
                }
                catch [IO.IOException] { }
            }
        }

        # What is looked at between the last image and the end of the pipeline: then none of the threads has gone.
        $before = [IO.Directory]::GetDirectories('/proc/self/task')
        $state = @{}
        $many = @($kleiber) * 8
        $found = & { $many; $state.Several = Wait-Until { @(Get-Worker).Count -gt 1 } } | Compare-Image $wine
        $found | Should -HaveCount 8
        $state.Several | Should -BeTrue
        $before = [IO.Directory]::GetDirectories('/proc/self/task')
        $null = & { $many; $state.One = @(Get-Worker).Count } | Compare-Image $wine -ThrottleLimit 1
        $state.One | Should -Be 1
    }
}
