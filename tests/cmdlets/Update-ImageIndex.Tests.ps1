Describe 'Update-ImageIndex' {
    BeforeAll {
        . $PSScriptRoot/Common.ps1
    }

    BeforeEach {
        $folder = New-TestFolder
        Push-Location -LiteralPath $folder
        $pictures = New-TestFolder "$([Guid]::NewGuid().ToString('N'))/photos [1] 写真"
        $inner = [IO.Directory]::CreateDirectory((Join-Path $pictures 'inner')).FullName
        $a = Copy-Photo 'umang_by_Abhishek_Mudgal.jpg' (Join-Path $pictures 'a.jpg')
        $b = Copy-Photo 'Fossa_by_Jasper_Roks.jpg' (Join-Path $inner 'b[1].jpg')
        $index = New-SmallIndex
    }

    AfterEach {
        Pop-Location
    }

    It 'adds, replaces, moves and removes, and commits to the file' {
        Save-ImageIndex a.imgidx
        $summary = Update-ImageIndex -LiteralPath $pictures -Recurse
        $summary | Should -BeOfType ImageSearch.Ingest.UpdateSummary
        $summary.Added | Should -Be 2
        $index.HasUnsavedChanges | Should -BeFalse

        [IO.File]::Move($b, (Join-Path $pictures 'moved.jpg'))
        $null = Copy-Photo 'Bridge_by_Sander_Klootwijk.jpg' $a
        $null = Copy-Photo 'Kleiber_by_Lukas_Baubkus.jpg' (Join-Path $pictures 'c.jpg')
        $summary = Update-ImageIndex -LiteralPath $pictures -Recurse
        $summary.Added, $summary.Replaced, $summary.Moved, $summary.Removed, $summary.Unchanged | Should -Be 1, 1, 1, 0, 0
        (Open-ImageIndex a.imgidx).ImageCount | Should -Be 3
        (Get-IndexedImage -Id 2).FullName | Should -BeExactly (Join-Path $pictures 'moved.jpg')

        [IO.File]::Delete((Join-Path $pictures 'moved.jpg'))
        (Update-ImageIndex -LiteralPath $pictures -Recurse).Removed | Should -Be 1
        (Get-ChildItem -Force).Name | Should -BeExactly 'a.imgidx'
    }

    It 'takes <Case>' -ForEach @(
        @{ Case = 'wildcards'; Run = { Update-ImageIndex (Join-Path (Split-Path $pictures) 'photos*') } }
        @{ Case = 'a piped folder'; Run = { Get-Item -LiteralPath $pictures | Update-ImageIndex } }
        @{ Case = '-LiteralPath'; Run = { Update-ImageIndex -LiteralPath $pictures } }
    ) {
        (& $Run).Added | Should -Be 1
    }

    It 'takes only what -Include and -Exclude leave' {
        (Update-ImageIndex -LiteralPath $pictures -Recurse -Include *.jpg -Exclude a.*).Added | Should -Be 1
        (Get-IndexedImage).FullName | Should -BeExactly $b
    }

    It 'only lists with -WhatIf' {
        Update-ImageIndex -LiteralPath $pictures -Recurse -WhatIf | Should -BeNullOrEmpty
        $index.ImageCount | Should -Be 0
    }

    It 'reports one bad image and goes on' {
        $null = New-BadImage 'half a photo' (Join-Path $pictures 'bad.jpg')
        $summary = Update-ImageIndex -LiteralPath $pictures -Recurse -ErrorVariable failed -ErrorAction SilentlyContinue
        $failed.FullyQualifiedErrorId | Should -BeExactly 'ImageUnreadable,ImageSearch.PowerShell.Commands.UpdateImageIndexCommand'
        $summary.Added, $summary.Failed | Should -Be 2, 1
    }

    It 'never takes <Case> for "all images vanished"' -ForEach @(
        @{ Case = 'a missing folder'; Damage = { [IO.Directory]::Delete($pictures, $true) } }
        @{ Case = 'an empty folder'; Damage = { [IO.Directory]::Delete($pictures, $true); [IO.Directory]::CreateDirectory($pictures) } }
    ) {
        $null = Update-ImageIndex -LiteralPath $pictures -Recurse
        $null = & $Damage
        Update-ImageIndex -LiteralPath $pictures -Recurse -ErrorAction SilentlyContinue -ErrorVariable e | Should -BeNullOrEmpty
        $e = $e[0]
        $e.FullyQualifiedErrorId | Should -BeExactly 'FolderUnreadable,ImageSearch.PowerShell.Commands.UpdateImageIndexCommand'
        $e.CategoryInfo.Category | Should -Be ReadError
        $e.TargetObject | Should -BeExactly $pictures
        $index.ImageCount | Should -Be 2
    }

    It 'goes on with the next folder behind one that is missing' {
        $second = New-TestFolder
        $null = Copy-Photo 'Bridge_by_Sander_Klootwijk.jpg' (Join-Path $second 'z.jpg')
        $done = $pictures, (Join-Path $folder 'gone'), $second | ForEach-Object { [WildcardPattern]::Escape($_) } |
            Update-ImageIndex -ErrorAction SilentlyContinue -ErrorVariable e
        $done.Folder | Should -BeExactly $pictures, $second
        $e | Should -HaveCount 1
        $e[0].TargetObject | Should -BeExactly (Join-Path $folder 'gone')
        $index.ImageCount | Should -Be 2
    }

    It 'keeps what lay in a subfolder that is suddenly empty, and what is more than -MaximumRemoved' {
        $null = Copy-Photo 'Kleiber_by_Lukas_Baubkus.jpg' (Join-Path $inner 'c.jpg')
        $null = Update-ImageIndex -LiteralPath $pictures -Recurse
        [IO.Directory]::Delete($inner, $true)
        $null = [IO.Directory]::CreateDirectory($inner)
        $summary = Update-ImageIndex -LiteralPath $pictures -Recurse -WarningAction SilentlyContinue -WarningVariable warned
        $summary.Removed, $summary.Kept, $index.ImageCount | Should -Be 0, 2, 3
        $warned | Should -HaveCount 1
        $warned[0].Message | Should -BeLike "The folder '*inner' has none of its 2 images any more*"
        [IO.Directory]::Delete($inner)
        $null = Update-ImageIndex -LiteralPath $pictures -Recurse -MaximumRemoved 0.5 -WarningAction SilentlyContinue -WarningVariable warned
        $warned[0].Message | Should -BeLike '2 of 3 images are gone*'
        (Update-ImageIndex -LiteralPath $pictures -Recurse -Force).Removed | Should -Be 2
    }

    It 'takes an empty folder as meant with -Force' {
        $null = Update-ImageIndex -LiteralPath $pictures -Recurse
        [IO.File]::Delete($a)
        [IO.File]::Delete($b)
        (Update-ImageIndex -LiteralPath $pictures -Recurse -Force).Removed | Should -Be 2
    }

    It 'ends with IndexLocked while another writes' {
        Save-ImageIndex a.imgidx
        $lock = [ImageSearch.Storage.Commit.IndexLock]::Take((Join-Path $folder 'a.imgidx'))
        try {
            { Update-ImageIndex -LiteralPath $pictures -ErrorAction SilentlyContinue } |
                Should -Throw -ErrorId 'IndexLocked,ImageSearch.PowerShell.Commands.UpdateImageIndexCommand'
        }
        finally {
            $lock.Dispose()
        }
    }

    It 'moves with its folder where paths are relative' {
        $null = New-ImageIndex (Join-Path $pictures 'a.imgidx') -LongSidePixels 256 -MaxFeatures 60 -RelativePaths
        $null = Update-ImageIndex -LiteralPath $pictures -Recurse
        $there = Join-Path (New-TestFolder) 'there'
        [IO.Directory]::Move($pictures, $there)
        $null = Open-ImageIndex (Join-Path $there 'a.imgidx')
        (Get-IndexedImage).FullName | Should -BeExactly (Join-Path $there 'a.jpg'), (Join-Path $there 'inner' 'b[1].jpg')
        (Update-ImageIndex -LiteralPath $there -Recurse).Unchanged | Should -Be 2
    }

    Context 'night after night' {
        BeforeEach {
            $file = Join-Path $folder 'nightly.imgidx'
        }

        It 'makes the index on the first night with -Create, and goes on with it' {
            $summary = Update-ImageIndex -LiteralPath $pictures -Recurse -Index $file -Create
            $summary.Added | Should -Be 2
            (Get-ChildItem -Force).Name | Should -Be 'nightly.imgidx'
            (Update-ImageIndex -LiteralPath $pictures -Recurse -Index nightly.imgidx -Create).Unchanged | Should -Be 2
            (Open-ImageIndex $file -NoCurrent).ImageCount | Should -Be 2
        }

        It 'makes no index without -Create, nor with -WhatIf, nor of a folder that is not there' {
            { Update-ImageIndex -LiteralPath $pictures -Index $file } | Should -Throw -ErrorId 'IndexNotFound,*'
            Update-ImageIndex -LiteralPath $pictures -Index $file -Create -WhatIf
            Update-ImageIndex (Join-Path $folder 'nowhere') -Index $file -Create -ErrorAction SilentlyContinue
            (Get-ChildItem -Force).Name | Should -BeNullOrEmpty
            { Update-ImageIndex -LiteralPath $pictures -Create } | Should -Throw -ErrorId 'InvalidArgument,*'
        }

        It 'repeats folders and patterns when none is named' {
            $other = New-TestFolder
            $null = Copy-Photo 'Wine_by_Jakkub_Mede.jpg' (Join-Path $other 'x.jpg')
            $null = Update-ImageIndex -LiteralPath $pictures -Recurse -Exclude 'skip*' -Index $file -Create
            $null = Update-ImageIndex $other -Index $file
            $null = Copy-Photo 'Bridge_by_Sander_Klootwijk.jpg' (Join-Path $inner 'new.jpg')
            $null = Copy-Photo 'Bridge_by_Sander_Klootwijk.jpg' (Join-Path $inner 'skipped.jpg')
            $summary = Update-ImageIndex -Index $file
            $summary.Folder | Should -Be $pictures, $other
            $summary.Added | Should -Be 1, 0
            $summary.Unchanged | Should -Be 2, 1
            $followed = (Open-ImageIndex $file -NoCurrent).Followed
            $followed.FullName | Should -Be $pictures, $other
            $followed[0].Recurse, $followed[0].Exclude | Should -Be $true, 'skip*'
            (Open-ImageIndex $file -NoCurrent | Update-ImageIndex).Unchanged | Should -Be 3, 1
        }

        It 'goes on with the next folder when one is missing' {
            $other = New-TestFolder
            $null = Copy-Photo 'Wine_by_Jakkub_Mede.jpg' (Join-Path $other 'x.jpg')
            $null = Update-ImageIndex -LiteralPath $pictures -Index $file -Create
            $null = Update-ImageIndex $other -Index $file
            Remove-Item -LiteralPath $pictures -Recurse
            $summary = Update-ImageIndex -Index $file -ErrorVariable failed -ErrorAction SilentlyContinue
            $summary.Folder | Should -Be $other
            $failed[0].FullyQualifiedErrorId | Should -BeLike 'FolderUnreadable,*'
        }

        It 'says what is missing when nothing is kept, and what has no effect' {
            { Update-ImageIndex -Index (New-ImageIndex -NoCurrent) } | Should -Throw -ErrorId 'InvalidArgument,*'
            $null = Update-ImageIndex -LiteralPath $pictures
            { Update-ImageIndex -Recurse } | Should -Throw -ErrorId 'InvalidArgument,*' -ExpectedMessage '*-Recurse*'
        }

        It 'tells once of what it cannot read, and leaves out the index itself' {
            $file = Join-Path $pictures 'own.imgidx'
            Set-Content -LiteralPath (Join-Path $pictures 'notes.txt') 'no image'
            Set-Content -LiteralPath (Join-Path $pictures 'list.csv') 'no,image'
            $summary = Update-ImageIndex -LiteralPath $pictures -Include * -Index $file -Create -WarningVariable warnings -WarningAction SilentlyContinue
            $summary.Added, $summary.Skipped, $summary.Failed | Should -Be 1, 2, 0
            $warnings | Should -HaveCount 1
            $warnings[0] | Should -BeLike '2 files were skipped*'
        }
    }
}
